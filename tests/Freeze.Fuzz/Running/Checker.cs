using Freeze.Fuzz.Mutation;
using Freeze.Fuzz.Targets;

namespace Freeze.Fuzz.Running;

/// <summary>
/// What every build does: the corpus is replayed, and a fixed number of inputs made from a fixed seed. One thread, one target a process: what
/// is measured is the input's, and the same each time.
/// </summary>
internal sealed class Checker
{
    private const int MostFindings = 100;

    private readonly FuzzTarget _target;
    private readonly string _folder;
    private readonly Action<TargetResult> _end;
    private readonly TargetResult _result;
    private (string Name, byte[] Input) _current = ("none", []);

    /// <summary>Makes a checker.</summary>
    /// <param name="target">What is checked.</param>
    /// <param name="folder">Folder for inputs that do harm.</param>
    /// <param name="end">Told the result, once; also, on another thread, when an input does not end: then it is to end the process.</param>
    public Checker(FuzzTarget target, string folder, Action<TargetResult> end)
    {
        (_target, _folder, _end) = (target, folder, end);
        _result = new() { Target = target.Name };
    }

    /// <summary>The input with a number: the same whenever and wherever it is made.</summary>
    /// <param name="target">Its target.</param>
    /// <param name="corpus">The inputs of the corpus, which half of the inputs damage byte by byte; the others are the target's own making.</param>
    /// <param name="seed">The seed of all inputs.</param>
    /// <param name="index">The input's number.</param>
    public static byte[] Make(FuzzTarget target, IReadOnlyList<(string Name, byte[] Input)> corpus, int seed, long index)
    {
        var random = RandomOf(seed, index);
        var isDamaged = corpus.Count > 0 && random.Chance(2);
        var input = isDamaged ? Bytes.Damage(random, random.Of(corpus).Input, target.Words) : target.Make(random);
        return input.Length > Limits.Longest ? input[..Limits.Longest] : input;
    }

    /// <summary>The generator of an input.</summary>
    public static Random RandomOf(int seed, long index) => new(Mix((ulong)index ^ ((ulong)seed << 40)));

    /// <summary>The input of a name that a finding has: one of the corpus, or run-SEED-NUMBER; null when there is none.</summary>
    public static byte[]? Find(FuzzTarget target, IReadOnlyList<(string Name, byte[] Input)> corpus, string name)
    {
        if (corpus.FirstOrDefault(input => input.Name == name) is { Input: { } known }) return known;
        return name.Split('-') is ["run", var seed, var index] && int.TryParse(seed, out var s) && long.TryParse(index, out var i)
            ? Make(target, corpus, s, i)
            : null;
    }

    /// <summary>Replays the corpus and makes inputs.</summary>
    public void Run(IReadOnlyList<(string Name, byte[] Input)> corpus, int runs, int seed)
    {
        if (FlightRecorder.Left(_folder, _target.Name) is { } left)
            Console.Error.WriteLine($"{_target.Name}: an earlier process ended while {left} ran; to see why: show {_target.Name} {left}");
        using (var recorder = new FlightRecorder(_folder, _target.Name))
        using (var runner = new Runner(_target, (kind, what) => Stuck(kind, what)))
        {
            foreach (var (name, input) in corpus)
            {
                Try(runner, recorder, name, input);
                _result.Corpus++;
            }

            for (var index = 0; index < runs && _result.Findings.Count < MostFindings; index++)
            {
                Try(runner, recorder, $"run-{seed}-{index}", Make(_target, corpus, seed, index));
                _result.Runs++;
            }
        }

        _result.CpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds;
        _end(_result);
    }

    private void Try(Runner runner, FlightRecorder recorder, string name, byte[] input)
    {
        recorder.Note(name);
        _current = (name, input);
        var outcome = runner.Run(input);
        _result.Add(name, outcome);
        if (outcome.Harm is { } kind) Add(kind, outcome.What!);
    }

    private void Add(string kind, string what)
    {
        var file = Path.Combine(_folder, $"{_target.Name}-{_current.Name}.{kind}");
        File.WriteAllBytes(file, _current.Input);
        _result.Findings.Add(new(kind, _current.Name, what, file));
    }

    private void Stuck(string kind, string what)
    {
        Add(kind, what);
        _end(_result);
    }

    private static int Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return (int)(value ^ (value >> 31));
    }
}
