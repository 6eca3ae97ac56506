using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>What a conversion may make of a file, in proportion to what the file holds.</summary>
public class AllowanceTests
{
    // Small files that ask for hundreds of megabytes.
    private static readonly Dictionary<string, Func<GraphBuilder, string>> s_greedy = new()
    {
        ["zeros of any shape"] = g => g.Node("Add", ["x", g.Node("ConstantOfShape", [g.Integers(1, 4, 5000, 5000)])]),
        ["a number expanded"] = g => g.Node("Add", ["x", g.Node("Expand", [g.Weights("one", [], [1]), g.Integers(1, 4, 5000, 5000)])]),
        ["constants padded"] = g => g.Node("Add", ["x", g.Node("Pad", [g.Random("c", 1, 4, 1, 1), g.Integers(0, 0, 0, 0, 0, 0, 5000, 5000)])]),
        ["constants repeated"] = g => g.Node("Add", ["x", g.Node("Add", [g.Random("row", 8000, 1), g.Random("column", 8000)])]),
        ["responses of many channels"] = g => g.Node("LRN", [Wide(g)], ("size", 3)),
    };

    public static TheoryData<string> Greedy => [.. s_greedy.Keys];

    [Theory]
    [MemberData(nameof(Greedy))]
    public void Small_files_make_no_large_tensors(string name)
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        g.Output(g.Node("GlobalAveragePool", [s_greedy[name](g)]));
        var graph = g.ToGraph();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(graph, new())).Message;
        Assert.Contains("which is out of proportion to the file", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256_000_000);
    }

    [Fact]
    public void What_the_file_holds_is_allowed_five_times_more()
    {
        Assert.Equal(12_000_000, Allowance.Within(0, () => Allowance.Take([3000, 4000])));
        Assert.Equal(17_000_000, Allowance.Within(1_000_000, () => Allowance.Take([3400, 5000])));
        var refusal = Assert.Throws<ConversionException>(() =>
            Allowance.Within(1_000_000, () => Allowance.Take([3400, 5000, 1]) + Allowance.Take([1])));
        Assert.Contains("makes a tensor [1], which is out of proportion", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_nodes_and_names_have_limits_of_their_own()
    {
        Assert.True(Passes(0, () => Allowance.Work(Allowance.Steps)));
        Assert.False(Passes(0, () => Allowance.Work(Allowance.Steps + 1)));
        Assert.True(Passes(10, () => Allowance.Work(Allowance.Steps + (10 * Allowance.StepsPerByte))));
        Assert.True(Passes(0, () => Allowance.Node(Allowance.Nodes)));
        Assert.False(Passes(1 << 30, () => Allowance.Node(Allowance.Nodes + 1)));
        Assert.True(Passes(0, () => Allowance.Name((int)Allowance.Characters)));
        Assert.False(Passes(0, () => Allowance.Name((int)Allowance.Characters + 1)));
        Assert.True(Passes(1, () => Allowance.Name((int)(Allowance.Characters + Allowance.CharactersPerByte))));
    }

    [Fact]
    public void A_check_counts_steps_alone()
    {
        Assert.Equal(100_000_000, Allowance.WithinCheck(0, () => Allowance.Take([100_000_000])));
        Assert.Contains("onnx2cs verify", Assert.Throws<ConversionException>(() => Allowance.WithinCheck(0, () =>
        {
            Allowance.Work(Allowance.CheckSteps);
            return Allowance.Take([1]);
        })).Message, StringComparison.Ordinal);
    }

    private static bool Passes(long bytes, Action action)
    {
        try
        {
            return Allowance.Within(bytes, () =>
            {
                action();
                return true;
            });
        }
        catch (ConversionException)
        {
            return false;
        }
    }

    [Fact]
    public void It_ends_with_the_conversion_that_it_is_for()
    {
        Assert.Throws<ConversionException>(() => Allowance.Within(0, () => Allowance.Take([12_000_001])));
        Assert.Equal(12_000_001, Allowance.Take([12_000_001]));
        Assert.Equal(12_000_000, Allowance.Within(0, () =>
        {
            Allowance.Within(0, () => Allowance.Take([12_000_000]));
            return Allowance.Take([12_000_000]);
        }));
    }

    [Fact]
    public void Other_threads_have_their_own() => Assert.Equal(12_000_001, Allowance.Within(0, () =>
    {
        var count = 0;
        var thread = new Thread(() => count = Allowance.Take([12_000_001]));
        thread.Start();
        thread.Join();
        return count;
    }));

    [Fact]
    public void Impossible_shapes_are_refused_before_they_are_counted() =>
        Assert.Throws<ConversionException>(() => Allowance.Within(0, () => Allowance.Take([-1, int.MaxValue, int.MaxValue])));

    private static string Wide(GraphBuilder g) =>
        g.Node("GlobalMaxPool", [g.Node("Conv", ["x", g.Random("w", 8000, 4, 1, 1)])]);
}
