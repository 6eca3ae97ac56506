using System.Runtime.InteropServices;
using Freeze.Bench.Comparison;
using Freeze.Bench.Networks;
using Freeze.Bench.Reporting;
using Microsoft.ML.OnnxRuntime;

namespace Freeze.Bench.ColdStart;

/// <summary>
/// From the start of a process to its first answer, in turns: two native programs that load ResNet-18 for CIFAR-10 (seeded weights) and classify
/// one image with one thread. The files are in the page cache.
/// </summary>
internal static class ColdStartComparison
{
    private const string Threads = "1";

    /// <summary>Measures; null, after saying why, where it must be left out.</summary>
    public static ColdStartResult? Run(int runs, string workspace)
    {
        if (Publisher.Obstacle() is { } obstacle)
        {
            Log.LeftOut("cold start", obstacle);
            return null;
        }

        try
        {
            return Measure(runs, workspace);
        }
        catch (FreezeException error)
        {
            Log.LeftOut("cold start", error.Message.TrimEnd('.'));
            return null;
        }
    }

    private static ColdStartResult Measure(int runs, string workspace)
    {
        Log.Step("cold start: publishing both programs with NativeAOT");
        var network = SeededNetworks.Open(ResNetShape.Cifar, workspace);
        var freeze = Path.Combine(workspace, "cold-start");
        var baseline = Path.Combine(workspace, "onnxruntime-baseline");
        Publisher.Publish(
            "ColdStart", freeze, $"-p:FrozenDefinition={network.Folder.Definition}", $"-p:FrozenClass=Networks.{ResNetShape.Cifar.ClassName}");
        Publisher.Publish("OnnxRuntimeBaseline", baseline);

        var image = Path.Combine(workspace, "image.bin");
        File.WriteAllBytes(image, MemoryMarshal.AsBytes(network.Images.Data.AsSpan(0, network.Plan.Input.Values)));
        var ours = new NativeProgram(Path.Combine(freeze, "cold-start"), network.Folder.Path, image, Threads);
        var theirs = new NativeProgram(Path.Combine(baseline, "onnxruntime-baseline"), Optimise(network, workspace), image, Threads);
        Log.Step($"cold start: {runs} runs of each program");
        for (var run = -1; run < runs; run++)
        {
            ours.Run(measured: run >= 0);
            theirs.Run(measured: run >= 0);
        }

        if (ours.Answer != theirs.Answer) Log.Error($"cold start: the programs disagree, {ours.Answer} and {theirs.Answer}");
        return new(ours.Figures, theirs.Figures, runs);
    }

    /// <summary>Writes the model as ONNX Runtime would have made it at start.</summary>
    private static string Optimise(Network network, string workspace)
    {
        var path = Path.Combine(workspace, "optimised.onnx");
        using var options = OnnxRuntimeContender.Options(threads: 1);
        options.OptimizedModelFilePath = path;
        using var session = new InferenceSession(network.OnnxPath, options);
        return path;
    }
}
