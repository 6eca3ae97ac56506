namespace Freeze.Onnx2Cs.Lowering.Values;

/// <summary>The operators that the output needs, in an order in which they can run.</summary>
internal sealed class OpGraph
{
    private readonly Dictionary<Op, int> _uses = [];
    private Dictionary<Op, List<Op>> _readers = [];

    public OpGraph(Op input, Op output)
    {
        (Input, Output) = (input, output);
        Update();
    }

    public Op Input { get; }

    public Op Output { get; private set; }

    /// <summary>All operators but the input; of those that can run, the one that ONNX has first goes first.</summary>
    public IReadOnlyList<Op> Ops { get; private set; } = [];

    /// <summary>How often an operator's result is read, the model's output counted.</summary>
    public int Uses(Op op) => _uses.GetValueOrDefault(op);

    /// <summary>The operators that read a result, each as often as it does, as of the last <see cref="Update"/> and with what was replaced since.</summary>
    public IReadOnlyList<Op> Readers(Op op) => _readers.TryGetValue(op, out var readers) ? readers : [];

    /// <summary>Lets a convolution add a result to its own.</summary>
    public void AddInput(Op op, Op source)
    {
        op.Inputs.Add(source);
        ReadersOf(source).Add(op);
    }

    /// <summary>Lets everything that read one operator read another; call <see cref="Update"/> after a pass.</summary>
    public void Replace(Op old, Op by)
    {
        var (readers, left) = (ReadersOf(by), new List<Op>());
        foreach (var op in ReadersOf(old))
        {
            if (op == by)
            {
                left.Add(op);
                continue;
            }

            for (var i = 0; i < op.Inputs.Count; i++) if (op.Inputs[i] == old) op.Inputs[i] = by;
            readers.Add(op);
        }

        _readers[old] = left;
        if (Output == old) Output = by;
        by.Nodes.AddRange(old.Nodes);
        _uses[by] = Uses(old);
        _uses[old] = 0;
    }

    /// <summary>Drops what nothing reads and orders the rest.</summary>
    public void Update()
    {
        var live = new HashSet<Op>();
        var pending = new Stack<Op>([Output]);
        while (pending.TryPop(out var op)) if (live.Add(op)) foreach (var source in op.Inputs) pending.Push(source);
        _uses.Clear();
        _uses[Output] = 1;
        var readers = _readers = live.ToDictionary(op => op, _ => new List<Op>());
        foreach (var op in live)
        {
            foreach (var source in op.Inputs)
            {
                _uses[source] = Uses(source) + 1;
                readers[source].Add(op);
            }
        }
        var waiting = live.ToDictionary(op => op, op => op.Inputs.Count);
        var ready = new PriorityQueue<Op, int>(live.Where(op => op.Inputs.Count == 0).Select(op => (op, op.Order)));
        var ordered = new List<Op>();
        while (ready.TryDequeue(out var op, out _))
        {
            if (op.Kind != OpKind.Input) ordered.Add(op);
            foreach (var reader in readers[op]) if (--waiting[reader] == 0) ready.Enqueue(reader, reader.Order);
        }
        Ops = ordered;
    }

    private List<Op> ReadersOf(Op op) => _readers.TryGetValue(op, out var readers) ? readers : _readers[op] = [];
}
