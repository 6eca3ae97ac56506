using Freeze.Layers;

namespace Freeze.Runtime.Tests.Models;

/// <summary>A small residual network, written as the generator would write it, that also counts how far its passes get.</summary>
public sealed class TinyNet : FrozenModel
{
    private const int Image = 0, Buffer0 = 592, Buffer1 = 10000, Buffer2 = 19408;

    private static readonly Conv2D Stem = new("stem", new(3, 12, 12, Halo: 1), new(40, 12, 12, Halo: 1)) { Kernel = new(3, 3), Pad = new(1, 1), Activation = Activation.Relu, FromImage = true };
    private static readonly Conv2D Block1_Conv1 = new("block1.conv1", new(40, 12, 12, Halo: 1), new(40, 12, 12, Halo: 1)) { Kernel = new(3, 3), Pad = new(1, 1), Activation = Activation.Relu };
    private static readonly Conv2D Block1_Conv2 = new("block1.conv2", new(40, 12, 12, Halo: 1), new(40, 12, 12, Halo: 1)) { Kernel = new(3, 3), Pad = new(1, 1), Activation = Activation.Relu, Add = new(40, 12, 12, Halo: 1) };
    private static readonly Conv2D Block2_Conv1 = new("block2.conv1", new(40, 12, 12, Halo: 1), new(48, 6, 6, Halo: 1)) { Kernel = new(3, 3), Stride = new(2, 2), Pad = new(1, 1), Activation = Activation.Relu };
    private static readonly Conv2D Block2_Down = new("block2.down", new(40, 12, 12, Halo: 1), new(48, 6, 6)) { Stride = new(2, 2) };
    private static readonly Conv2D Block2_Conv2 = new("block2.conv2", new(48, 6, 6, Halo: 1), new(48, 6, 6)) { Kernel = new(3, 3), Pad = new(1, 1), Activation = Activation.Relu, Add = new(48, 6, 6) };
    private static readonly GlobalAveragePool Pool = new("pool", new(48, 6, 6), new(48, 1, 1));
    private static readonly Dense Fc = new("fc", new(48, 1, 1), new(5, 1, 1));

    private static readonly ModelPlan s_plan = new(
        "tiny",
        new ImageInput(3, 12, 12) { Halo = 1, Mean = [0.5f, 0.45f, 0.4f], Deviation = [0.25f, 0.2f, 0.3f] },
        layers: [Stem, Block1_Conv1, Block1_Conv2, Block2_Conv1, Block2_Down, Block2_Conv2, Pool, Fc],
        probes: [new("block1", new(40, 12, 12, Halo: 1), AfterLayers: 3), new("block2", new(48, 6, 6), AfterLayers: 6)],
        labels: ["ant", "bee", "cat", "dog", "elk"],
        arena: 28816,
        structure: "tiny-1");

    private int _afterFirstProbe;
    private int _afterSecondProbe;

    /// <inheritdoc/>
    public override ModelPlan Plan => s_plan;

    /// <summary>The plan of this class.</summary>
    public static ModelPlan TinyPlan => s_plan;

    /// <summary>Passes that went on beyond the first and the second probe.</summary>
    public (int First, int Second) Passes => (Volatile.Read(ref _afterFirstProbe), Volatile.Read(ref _afterSecondProbe));

    /// <summary>Called between two layers.</summary>
    public Action? Midway { get; set; }

    /// <inheritdoc/>
    protected override void Forward(Session s)
    {
        s.Conv2D(Image, Stem, Buffer0);
        s.Conv2D(Buffer0, Block1_Conv1, Buffer1);
        Midway?.Invoke();
        s.Conv2D(Buffer1, Block1_Conv2, add: Buffer0, output: Buffer0);
        if (s.Probe(0, Buffer0)) return;
        Interlocked.Increment(ref _afterFirstProbe);
        s.Conv2D(Buffer0, Block2_Conv1, Buffer1);
        s.Conv2D(Buffer0, Block2_Down, Buffer2);
        s.Conv2D(Buffer1, Block2_Conv2, add: Buffer2, output: Buffer2);
        if (s.Probe(1, Buffer2)) return;
        Interlocked.Increment(ref _afterSecondProbe);
        s.GlobalAveragePool(Buffer2, Pool, Buffer0);
        s.Dense(Buffer0, Fc, Buffer1);
        s.Answer(Buffer1, Fc);
    }
}
