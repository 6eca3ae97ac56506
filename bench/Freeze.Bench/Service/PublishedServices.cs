using System.Globalization;
using System.Text.RegularExpressions;
using Freeze.Bench.ColdStart;
using Freeze.Bench.Networks;
using Freeze.Bench.Reporting;

namespace Freeze.Bench.Service;

/// <summary>Both services, published with NativeAOT: the sample with the network's definition compiled in, the counterpart with the ONNX file.</summary>
internal sealed partial class PublishedServices
{
    private readonly string _freeze, _onnx, _workspace;
    private readonly Network _network;
    private readonly ServicePlan _plan;

    public PublishedServices(Network network, ServicePlan plan, string workspace)
    {
        (_network, _plan, _workspace) = (network, plan, workspace);
        (_freeze, _onnx) = (Path.Combine(workspace, "freeze-service"), Path.Combine(workspace, "onnxruntime-service"));
        Log.Step("publishing both services with NativeAOT");
        var definition = File.ReadAllText(network.Folder.Definition);
        var name = $"{Namespace().Match(definition).Groups[1].Value}.{Class().Match(definition).Groups[1].Value}";
        Publisher.Publish("../samples/Service", _freeze, $"-p:FrozenDefinition={network.Folder.Definition}", $"-p:FrozenClass={name}");
        Publisher.Publish("OnnxRuntimeService", _onnx);
        Models = Path.Combine(workspace, "models");
        Directory.CreateDirectory(Models);
        var weights = network.Plan.Name + ".cpu.safetensors";
        File.Copy(Path.Combine(network.Folder.Path, weights), Path.Combine(Models, weights), overwrite: true);
        network.Caches?.Save(Path.Combine(Models, network.Plan.Name + ".cache.safetensors"), network.Plan);
    }

    /// <summary>Folder of weights and caches that the sample loads.</summary>
    public string Models { get; }

    /// <summary>Size of what is deployed in MB, debug symbols left out: programs, libraries and models.</summary>
    public (double Freeze, double OnnxRuntime) Megabytes => (Size(_freeze) + Size(Models), Size(_onnx) + new FileInfo(_network.OnnxPath).Length / 1e6);

    public ServerProcess StartFreeze() => ServerProcess.Start(
        Path.Combine(_freeze, "freeze-service"), "--model", Models, "--Freeze:MaxBatch", Text(_plan.MaxBatch), "--Freeze:AuditShare", "0");

    public ServerProcess StartOnnxRuntime()
    {
        var input = _network.Plan.Input;
        return ServerProcess.Start(
            Path.Combine(_onnx, "onnxruntime-service"), "--onnx", _network.OnnxPath, "--max-batch", Text(_plan.MaxBatch),
            "--mean", List(input.Mean), "--deviation", List(input.Deviation));
    }

    private static double Size(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith(".dbg", StringComparison.Ordinal) && !file.EndsWith(".pdb", StringComparison.Ordinal))
        .Sum(file => new FileInfo(file).Length) / 1e6;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string List(float[] numbers) => string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"partial class (\w+)")]
    private static partial Regex Class();
}
