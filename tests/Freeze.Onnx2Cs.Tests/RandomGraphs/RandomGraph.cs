using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Onnx2Cs.Reference;
using Freeze.Onnx2Cs.Tests.Evaluation;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>
/// A graph that grows at random, with the value of every tensor. Each value is held twice, exact and with an error of 1e-6 of its largest
/// element added
/// at every node: where errors as small as those of floats would show in the result, the node is left out.
/// </summary>
internal sealed class RandomGraph
{
    private const int MostElements = 5000, MostAxes = 6;
    private const double Largest = 50, Noise = 1e-6, MostNoise = 1e-4, Near = 1e-3;

    private static readonly int[] s_opsets = [9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24];

    private readonly Random _random;
    private readonly Dictionary<string, OnnxTensor> _values = new(StringComparer.Ordinal), _noisy = new(StringComparer.Ordinal);
    private readonly List<string> _open = [];
    private readonly HashSet<string> _fromImage = new(StringComparer.Ordinal);
    private int _count;
    private bool _isUnchecked;

    public RandomGraph(int seed)
    {
        _random = new(seed);
        Opset = Pick(s_opsets);
        IsSymbolic = Chance(0.2);
        var builder = new GraphBuilder(InputShape(), Opset, IsSymbolic);
        Model = builder.Model;
        Model.IrVersion = Opset >= 21 ? 10 : 7;
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        Image = new(builder.InputShape, Numbers(OnnxTensor.Count(builder.InputShape), -2, 2));
        (_values["x"], _noisy["x"]) = (Image, Image);
        _fromImage.Add("x");
        _open.Add("x");
    }

    public ModelProto Model { get; }

    public int Opset { get; }

    /// <summary>Whether the graph takes any number of images.</summary>
    public bool IsSymbolic { get; }

    /// <summary>Images that a symbolic graph is tried with; what it computes may not mix them.</summary>
    public int Batch => IsSymbolic ? 2 : 1;

    public OnnxTensor Image { get; }

    private GraphProto Graph => Model.Graph;

    /// <summary>A graph of a seed, which ends in five scores; null where errors would show in these.</summary>
    public static RandomGraph? Make(int seed)
    {
        var g = new RandomGraph(seed);
        var wanted = g.Next(3, 13);
        if (g.Chance(0.4)) g.Try(Pieces.Head);
        for (var tries = 0; tries < 4 * wanted && g.Graph.Node.Count < wanted; tries++) g.Try(Pieces.Any);
        try
        {
            g.Finish();
            return g;
        }
        catch (UnfitException)
        {
            return null;
        }
    }

    public int Next(int from, int to) => _random.Next(from, to);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public T Pick<T>(params IReadOnlyList<T> items) => items.Count == 0 ? throw new UnfitException("nothing to choose from")
        : items[_random.Next(items.Count)];

    public int[] Shuffled(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        _random.Shuffle(order);
        return order;
    }

    public double[] Numbers(int count, double least, double most) =>
        [.. Enumerable.Range(0, count).Select(_ => (double)(float)(least + (_random.NextDouble() * (most - least))))];

    public OnnxTensor Value(string name) => _values[name];

    public int[] Shape(string name) => _values[name].Shape;

    public int Rank(string name) => Shape(name).Length;

    /// <summary>One of the values so far that depend on the image and have axes; the last one most often.</summary>
    public string Some() => Some(name => Rank(name) > 0);

    public string Some(Func<string, bool> fits) => fits(_open[^1]) && Chance(0.7) ? _open[^1] : Pick([.. _open.Where(fits)]);

    public string Constant(OnnxTensor tensor)
    {
        var name = $"c{_count++}";
        var proto = new TensorProto { Name = name, DataType = (int)tensor.Type, RawData = ByteString.CopyFrom(Feed.ToBytes(tensor)) };
        proto.Dims.AddRange(tensor.Shape.Select(length => (long)length));
        Graph.Initializer.Add(proto);
        (_values[name], _noisy[name]) = (tensor, tensor);
        return name;
    }

    public string Integers(params long[] values) => Constant(OnnxTensor.FromIntegers(values));

    public string Floats(int[] shape, double least = -1, double most = 1) =>
        Constant(new(shape, Numbers(OnnxTensor.Count(shape), least, most)));

    public string Number(double value, ElementType type = ElementType.Float, int[]? shape = null) =>
        Constant(new(shape ?? [], [type == ElementType.Float ? (float)value : value], type));

    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) => Nodes(op, inputs, 1, attributes)[0];

    /// <summary>Adds a node; throws where its result is of no use.</summary>
    public string[] Nodes(string op, string[] inputs, int outputs, params (string Name, object Value)[] attributes)
    {
        var proto = Proto(op, inputs, attributes);
        for (var i = 0; i < outputs; i++) proto.Output.Add($"v{_count++}");
        var node = new OnnxNode(proto, 0, Opset);
        var exact = Evaluate(node, inputs, _values);
        var noisy = Evaluate(node, inputs, _noisy);
        if (exact.Length < outputs) throw new UnfitException("not as many outputs");
        var fromImage = inputs.Any(_fromImage.Contains);
        for (var i = 0; i < outputs; i++) Keep(proto.Output[i], exact[i], noisy[i], fromImage && op is not ("Shape" or "Size"));
        Graph.Node.Add(proto);
        return [.. proto.Output];
    }

    /// <summary>Requires that a node with a jump makes nearly the same when an input is moved a little.</summary>
    public void Steady(string op, string[] inputs, int moved, double by, params (string Name, object Value)[] attributes)
    {
        var node = new OnnxNode(Proto(op, inputs, attributes), 0, Opset);
        var exact = Evaluate(node, inputs, _values)[0];
        foreach (var step in new[] { by, -by })
        {
            var values = inputs.Select((name, i) => name.Length == 0 ? null : i == moved ? _values[name].Map(v => v + step)
                : _values[name]).ToArray();
            if (Apart(exact, Operators.Evaluate(node, values)[0]) > 5 * Near) throw new UnfitException("near a jump");
        }
    }

    /// <summary>Adds a node that jumps, where no element is near a jump.</summary>
    public string Jump(string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        for (var i = 0; i < inputs.Length; i++) if (_fromImage.Contains(inputs[i])
            && !Value(inputs[i]).Type.IsInteger()) Steady(op, inputs, i, Near, attributes);
        return Node(op, inputs, attributes);
    }

    /// <summary>Adds nodes whose results may be large or infinite.</summary>
    public string Unchecked(Func<string> add)
    {
        var before = _isUnchecked;
        _isUnchecked = true;
        try
        {
            return add();
        }
        finally
        {
            _isUnchecked = before;
        }
    }

    /// <summary>A condition that holds, around a node that is added to both branches in different forms.</summary>
    public string If(string condition, string x, Action<NodeProto> holds, Action<NodeProto> otherwise)
    {
        var name = $"v{_count++}";
        NodeProto taken = new() { Output = { $"{name}t" } }, left = new() { Output = { $"{name}e" } };
        holds(taken);
        otherwise(left);
        var proto = new NodeProto { OpType = "If", Input = { condition }, Output = { name } };
        proto.Attribute.Add(GraphBuilder.Attribute("then_branch", Branch(taken)));
        proto.Attribute.Add(GraphBuilder.Attribute("else_branch", Branch(left)));
        var node = new OnnxNode(taken, 0, Opset);
        string[] inputs = [.. taken.Input];
        Keep(name, Evaluate(node, inputs, _values)[0], Evaluate(node, inputs, _noisy)[0], _fromImage.Contains(x));
        Graph.Node.Add(proto);
        return name;

        static GraphProto Branch(NodeProto node) => new() { Name = "b", Node = { node },
            Output = { new ValueInfoProto { Name = node.Output[0] } } };
    }

    /// <summary>Adds what a piece makes, or nothing where it does not fit.</summary>
    private void Try(Func<RandomGraph, string> piece)
    {
        var (nodes, weights) = (Graph.Node.Count, Graph.Initializer.Count);
        var open = _open.Count;
        try
        {
            var result = piece(this);
            if (!_fromImage.Contains(result)) throw new UnfitException("constant");
            if (Value(result).Type != ElementType.Float) throw new UnfitException("whole numbers");
            if (_open[^1] != result) Open(result);
        }
        catch (Exception e) when (e is UnfitException or ConversionException)
        {
            while (Graph.Node.Count > nodes) Graph.Node.RemoveAt(nodes);
            while (Graph.Initializer.Count > weights) Graph.Initializer.RemoveAt(weights);
            _open.RemoveRange(open, _open.Count - open);
        }
    }

    /// <summary>Offers a value to later nodes.</summary>
    public void Open(string name) => _open.Add(name);

    private void Finish()
    {
        var last = _open[^1];
        var row = Node("Reshape", [last, Integers(IsSymbolic ? 0 : 1, -1)]);
        var count = Shape(row)[1];
        var scores = Node("MatMul", [row, Constant(new([count, 5], Numbers(count * 5, -1, 1)))]);
        Graph.Node[^1].Output[0] = "scores";
        Graph.Output.Add(new ValueInfoProto { Name = "scores", Type = new() { TensorType = new() { ElemType = 1 } } });
        _values["scores"] = Value(scores);
        GraphParts.RemoveUnused(Graph);
    }

    private int[] InputShape()
    {
        int[] channels = [1, 1, 2, 3, 3, 3, 4, 5, 6, 8, 9], pixels = [1, 2, 3, 4, 4, 5, 6, 7, 8, 9];
        var (c, h, w) = (Pick(channels), Pick(pixels), Pick(pixels));
        if (Chance(0.4)) w = h;
        if (Chance(0.25)) (c, w) = (h, h);
        if (Chance(0.1)) c = w;
        if (IsSymbolic) return Chance(0.5) ? [Batch, c, h, w] : [Batch, h, w, c];
        return Next(0, 10) switch { < 5 => [1, c, h, w], < 8 => [1, h, w, c], 8 => [c, h, w], _ => [h, w, c] };
    }

    private static NodeProto Proto(string op, string[] inputs, (string Name, object Value)[] attributes)
    {
        var dot = op.LastIndexOf('.');
        var proto = new NodeProto { OpType = op[(dot + 1)..], Domain = dot < 0 ? "" : op[..dot] };
        proto.Input.AddRange(inputs);
        foreach (var (key, value) in attributes) proto.Attribute.Add(GraphBuilder.Attribute(key, value));
        return proto;
    }

    private static OnnxTensor[] Evaluate(OnnxNode node, string[] inputs, Dictionary<string, OnnxTensor> values) =>
        Operators.Evaluate(node, [.. inputs.Select(name => name.Length == 0 ? null : values[name])]);

    private void Keep(string name, OnnxTensor exact, OnnxTensor noisy, bool fromImage)
    {
        if (exact.Values.Length is 0 or > MostElements || exact.Rank > MostAxes) throw new UnfitException("size");
        if (fromImage) _fromImage.Add(name);
        if (fromImage && !_isUnchecked)
        {
            var largest = exact.Values.Max(Math.Abs);
            var most = exact.Type.IsInteger() ? 1e6 : Largest;
            if (!(largest <= most) || exact.Values.Any(double.IsNaN)) throw new UnfitException("numbers");
            if (!exact.Type.IsInteger()) noisy = noisy.Map(v => v + (Noise * largest * ((2 * _random.NextDouble()) - 1)));
            if (Apart(exact, noisy) > MostNoise * largest) throw new UnfitException("errors grow");
        }

        (_values[name], _noisy[name]) = (exact, noisy);
    }

    private static double Apart(OnnxTensor a, OnnxTensor b) => a.Values.Length != b.Values.Length ? double.PositiveInfinity
        : a.Values.Zip(b.Values, (x, y) => double.IsNaN(x - y) ? double.PositiveInfinity : Math.Abs(x - y)).DefaultIfEmpty(0).Max();
}
