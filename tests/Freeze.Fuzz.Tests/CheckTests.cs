using Freeze.Fuzz.Running;
using Freeze.Fuzz.Targets;
using Xunit.Abstractions;

namespace Freeze.Fuzz.Tests;

/// <summary>
/// The committed corpus, and a fixed number of inputs from a fixed seed, for every target: no time of a clock and nothing random decides.
/// By coverage and for as long as one likes: tests/Freeze.Fuzz/fuzz.sh.
/// </summary>
public sealed class CheckTests(ITestOutputHelper output) : IDisposable
{
    private const long MostBytes = 5_000_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("freeze");

    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_input_does_harm(string name)
    {
        var target = FuzzTargets.Create(name);
        var result = TargetProcess.Run(name, null, 1, _folder.FullName);
        output.WriteLine($"{name}: {result.Corpus} of the corpus and {result.Runs} runs in {result.CpuSeconds:0} CPU seconds, "
            + $"{result.Accepted} read, {result.Errors.Count} distinct errors; slowest {result.Slowest * 1e3:0} ms ({result.SlowestInput}), "
            + $"most allocated {result.MostAllocated / 1e6:0} MB ({result.MostAllocatedInput}), peak {result.Peak / 1e6:0} MB");

        // What is damaged is refused, and what is whole is read: a reader that did but one of the two would be no test of itself.
        Assert.Empty(result.Findings);
        Assert.Equal((Corpus.Load(name).Count, target.Runs), (result.Corpus, result.Runs));
        Assert.InRange(result.Corpus, 10, int.MaxValue);
        Assert.InRange(result.Accepted, 1, result.Corpus + result.Runs - 1);
        Assert.InRange(result.Errors.Count, 5, int.MaxValue);
        (target as IDisposable)?.Dispose();
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Inputs_are_made_again_from_their_numbers(string name)
    {
        var corpus = Corpus.Load(name);
        var target = FuzzTargets.Create(name);
        var inputs = Enumerable.Range(0, 40).Select(index => Checker.Make(target, corpus, 1, index)).ToArray();
        Assert.Equal(inputs, Enumerable.Range(0, 40).Select(index => Checker.Make(FuzzTargets.Create(name), Corpus.Load(name), 1, index)));
        Assert.InRange(inputs.Select(Convert.ToHexString).Distinct().Count(), 30, 40);
        Assert.All(inputs, input => Assert.InRange(input.Length, 0, Limits.Longest));
    }

    [Fact]
    public void The_corpus_is_small() =>
        Assert.InRange(FuzzTargets.Names.Sum(name => new FileInfo(Corpus.PathOf(name)).Length), 1, MostBytes);

    [Fact]
    public void The_same_inputs_make_the_same_archive()
    {
        byte[][] inputs = [[1, 2, 3], [], [.. Enumerable.Repeat((byte)7, 5000)]];
        var archives = new List<byte[]>();
        foreach (var names in (string[][])[["a", "b", "c"], ["z", "y", "x"]])
        {
            var from = _folder.CreateSubdirectory(names[0]).FullName;
            foreach (var (name, input) in names.Zip(inputs)) File.WriteAllBytes(Path.Combine(from, name), input);
            File.WriteAllBytes(Path.Combine(from, "twice"), inputs[0]);
            var archive = Path.Combine(_folder.FullName, names[0] + ".tar.gz");
            Assert.Equal(3, Corpus.Pack(from, archive).Inputs);
            archives.Add(File.ReadAllBytes(archive));
            Assert.Equal(inputs.OrderBy(Corpus.NameOf, StringComparer.Ordinal), Corpus.Read(archive).Select(input => input.Input));
        }

        Assert.Equal(archives[0], archives[1]);
    }
}
