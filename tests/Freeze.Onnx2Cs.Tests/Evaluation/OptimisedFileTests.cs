using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Tests.Networks;
using Microsoft.ML.OnnxRuntime;
using Xunit.Abstractions;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>
/// Files that ONNX Runtime saved after its optimisations hold operators of its own; the evaluator gives for them what ONNX Runtime gave
/// before.
/// </summary>
public sealed class OptimisedFileTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("freeze").FullName;

    public static TheoryData<string> Names => [.. NetworkList.All.Select(network => network.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Networks_that_ONNX_Runtime_optimised(string name)
    {
        var network = NetworkList.Find(name);
        var net = network.Build(network.Sizes[0]);
        var path = Path.Combine(_folder, "optimised.onnx");
        using (var options = new SessionOptions
        {
            OptimizedModelFilePath = path, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        })
        using (new InferenceSession(net.Graph.ToBytes(), options))
        {
        }

        var graph = OnnxFile.Load(path);
        var operators = graph.Nodes.Select(node => $"{node.Domain}.{node.Operator}").Distinct().Order(StringComparer.Ordinal);
        output.WriteLine(string.Join(", ", operators));

        // Against the network before: kernels of whole numbers overflow on some processors.
        var input = NetworkInput.Make(net.Graph, images: 2);
        var expected = NetworkInput.OnnxRuntime(net.Graph.ToBytes(), input, optimised: false);
        var actual = Oracle.Reference(graph, input);
        var error = expected.Zip(actual.Values, (e, a) => Math.Abs(e - a)).Max();
        Assert.Equal(expected.Length, actual.Values.Length);
        Assert.InRange(error, 0, network.Step > 0 ? 2.01 * network.Step : 1e-4 * Math.Max(1, expected.Max(Math.Abs)));
    }
}
