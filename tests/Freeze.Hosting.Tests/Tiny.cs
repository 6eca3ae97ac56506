using Freeze.Definition;
using Freeze.Storage;
using static Freeze.Definition.Edge;

namespace Freeze.Hosting.Tests;

/// <summary>A second network, without caches, for hosts that have two.</summary>
[FrozenModel("tiny")]
[Input(3, 8, 8)]
[Conv2D("stem", From = Image, Channels = 16, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
[Probe("stem")]
[GlobalAveragePool("pool", From = "stem")]
[Dense("fc", From = "pool", Outputs = 3)]
public sealed partial class Tiny : FrozenModel;

/// <summary>Its files, with weights of a fixed seed.</summary>
internal sealed class TinyFolder : IDisposable
{
    public TinyFolder()
    {
        var random = new Random(7);
        using var model = new Tiny();
        var tensors = model.Plan.Layers.SelectMany(layer => layer.Tensors.Select(t => (Name: $"{layer.Name}.{t.Suffix}", t.Shape))).ToDictionary(
            t => t.Name, t => (t.Shape, Enumerable.Range(0, t.Shape.Aggregate((a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f).ToArray()));
        WeightFiles.WriteCanonical(Path, model.Plan, tensors, new Dictionary<string, string>());
        WeightFiles.WriteCpu(Path, model.Plan);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("freeze-tiny-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
