using System.Collections.Concurrent;
using System.Globalization;
using Freeze.Generators;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Lowering.Operators;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;
using Xunit.Abstractions;

namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>
/// Random graphs: the lowered network, evaluated naively in double, against the oracle, within 1e-4 of the largest score; for one in 25
/// the compiled
/// network as well, for one in 10 the oracle against ONNX Runtime. FREEZE_RANDOM_GRAPHS=20000 tries as many seeds, FREEZE_RANDOM_FIRST=7
/// begins at another.
/// </summary>
public class RandomGraphTests(ITestOutputHelper output)
{
    private const int Usual = 6000, CompileEvery = 25, RunEvery = 10;
    private const double Tolerance = 1e-4, LeastScale = 0.1;

    private readonly ConcurrentDictionary<string, int> _operators = new(), _decisions = new(), _refusals = new();
    private readonly ConcurrentDictionary<string, string> _firstRefused = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private int _converted, _nodes, _refused, _unfit, _compiled, _run, _runtimeRefused;

    [Fact]
    public void Networks_give_what_their_graphs_do()
    {
        var count = Number("FREEZE_RANDOM_GRAPHS", Usual);
        var first = Number("FREEZE_RANDOM_FIRST", 0);
        Parallel.For(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, Try);
        Print(count);
        Assert.True(_failures.IsEmpty, string.Join("\n\n", _failures.Order().Take(20)));
        if (count < Usual) return;
        Assert.Empty(Lowered().Except(_operators.Keys));
        Assert.Empty(Decisions.All.Except(_decisions.Keys));
        Assert.True(_converted > count / 2, $"{_converted} of {count} graphs were converted");
    }

    private void Try(int seed)
    {
        RandomGraph? g = null;
        var (compile, run) = (seed % CompileEvery == 0, seed % RunEvery == 0);
        try
        {
            g = RandomGraph.Make(seed);
            if (g is null)
            {
                Interlocked.Increment(ref _unfit);
                return;
            }

            if (Difference(g.Model, g.Image, compile, run, count: true) is not { } difference) return;
            var (model, image) = Shrinking.Run(g.Model, g.Image,
                (smaller, its) => Difference(smaller, its, compile, run, count: false) is not null);
            var last = Difference(model, image, compile, run, count: false);
            var pixels = image.Values.Length <= 16 ? $"\n  x = {string.Join(' ', image.Values)}" : "";
            Fail($"seed {seed}: {difference}\n{GraphParts.Text(model)}{pixels}\n  ({last}; {g.Model.Graph.Node.Count} nodes before)");
        }
        catch (ConversionException e)
        {
            Interlocked.Increment(ref _refused);
            foreach (var reason in Decisions.Reasons(e.Message))
            {
                _refusals.AddOrUpdate(reason, 1, (_, n) => n + 1);
                _firstRefused.TryAdd(reason, $"seed {seed}: {e.Message}");
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Fail($"seed {seed}: {e}\n{(g is null ? "" : GraphParts.Text(g.Model))}");
        }
    }

    private void Fail(string message)
    {
        _failures.Enqueue(message);
        if (Environment.GetEnvironmentVariable("FREEZE_RANDOM_LOG") is { } file) lock (_failures) File.AppendAllText(file,
            message + "\n\n");
    }

    // What differs; null where nothing does.
    private string? Difference(ModelProto proto, OnnxTensor image, bool compile, bool run, bool count)
    {
        var bytes = proto.ToByteArray();
        var graph = OnnxFile.Parse(bytes, "model.onnx");
        var expected = Oracle.Reference(graph, image).Values;

        // A graph that was made smaller may divide by zero.
        if (!Array.TrueForAll(expected, double.IsFinite)) return null;
        if (run && OnnxRuntime(bytes, image) is { } runtime)
        {
            // ONNX Runtime's MeanVarianceNormalization leaves out the standard's epsilon: equal values give 0 / 0 there.
            var isComparable = Array.TrueForAll(runtime, double.IsFinite)
                || proto.Graph.Node.All(node => node.OpType != "MeanVarianceNormalization");
            if (isComparable && Far(runtime, expected) is { } error) return $"the oracle is {error} off ONNX Runtime";
            if (count) Interlocked.Increment(ref _run);
        }

        var model = Converter.Convert(graph, new());
        if (ShapeInference.Infer(model.Spec).Problems is [var problem, ..]) return $"the definition is wrong: {problem.Message}";
        if (Far(expected, Oracle.Lowered(model, image)) is { } off) return $"the network is {off} off the oracle";
        if (compile)
        {
            if (Far(expected, [.. Compiled.Run(model, image).Select(value =>
                (double)value)]) is { } far) return $"the compiled network is {far} off the oracle";
            if (count) Interlocked.Increment(ref _compiled);
        }

        if (!count) return null;
        Interlocked.Increment(ref _converted);
        Interlocked.Add(ref _nodes, graph.Nodes.Count);
        foreach (var op in graph.Nodes.Select(node => node.Domain.Length > 0 ? $"{node.Domain}.{node.Operator}" : node.Operator).Distinct())
            _operators.AddOrUpdate(op, 1, (_, n) => n + 1);
        foreach (var decision in Decisions.Of(model)) _decisions.AddOrUpdate(decision, 1, (_, n) => n + 1);
        return null;
    }

    private double[]? OnnxRuntime(byte[] bytes, OnnxTensor image)
    {
        try
        {
            return Evaluation.OnnxRuntime.Run(bytes, new Dictionary<string, OnnxTensor> { ["x"] = image })[0].Values;
        }
        catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException)
        {
            // It lacks some forms that the format has.
            Interlocked.Increment(ref _runtimeRefused);
            return null;
        }
    }

    private static string? Far(double[] expected, double[] actual)
    {
        var error = Oracle.WorstError(expected, actual) / Math.Max(LeastScale, expected.Max(Math.Abs));
        return error <= Tolerance ? null : error.ToString("G3", CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Lowered() => Reference.Operators.Names.Where(name =>
    {
        var dot = name.LastIndexOf('.');
        var node = new NodeProto { OpType = name[(dot + 1)..], Domain = dot < 0 ? "" : name[..dot] };
        return name == "If" || Lowerings.For(new(node, 0, 13)) is not null;
    });

    private void Print(int count)
    {
        output.WriteLine($"{count} seeds: {_converted} networks of {(double)_nodes / Math.Max(1, _converted):0.0} nodes "
            + $"agree with the oracle, {_compiled} of them compiled, {_run} oracles with ONNX Runtime "
            + $"({_runtimeRefused} refused by it), {_refused} graphs refused, {_unfit} dropped, {_failures.Count} failures");
        foreach (var (title, counts) in new[] { ("Operators", _operators), ("Decisions", _decisions) })
        {
            var reached = counts.OrderByDescending(one => one.Value).Select(one => $"{one.Key} {one.Value}");
            output.WriteLine($"{title}: {string.Join(", ", reached)}");
        }

        var missing = Lowered().Except(_operators.Keys).Concat(Decisions.All.Except(_decisions.Keys));
        output.WriteLine($"Not reached: {string.Join(", ", missing)}");
        foreach (var (reason, times) in _refusals.OrderByDescending(one =>
            one.Value)) output.WriteLine($"refused {times}: {reason}\n    {_firstRefused[reason]}");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
