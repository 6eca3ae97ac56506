using Freeze.Layers;
using Freeze.Storage;

namespace Freeze.Calibration.Tests.Fitting;

/// <summary>
/// A network of two convolutions that answers which colour an image has most of: red, green, blue, or none when it is dark. Its first probe knows the
/// answer of most images; written by hand as the generator would.
/// </summary>
public sealed class TinyModel : FrozenModel
{
    private const int Image = 0, Buffer0 = 304, Buffer1 = 1904, Buffer2 = 3504, Buffer3 = 3520;

    private static readonly Conv2D s_stem = new("stem", new(3, 8, 8, 1), new(16, 8, 8, 1)) { FromImage = true, Kernel = new(3, 3), Pad = new(1, 1), Activation = Activation.Relu };
    private static readonly Conv2D s_conv = new("conv", new(16, 8, 8, 1), new(16, 8, 8, 1)) { Kernel = new(3, 3), Pad = new(1, 1), Activation = Activation.Relu };
    private static readonly GlobalAveragePool s_pool = new("pool", new(16, 8, 8, 1), new(16, 1, 1));
    private static readonly Dense s_fc = new("fc", new(16, 1, 1), new(4, 1, 1));

    private static readonly ModelPlan s_plan = new(
        "tiny",
        new ImageInput(3, 8, 8) { Halo = 1 },
        layers: [s_stem, s_conv, s_pool, s_fc],
        probes: [new("stem", new(16, 8, 8, 1), 1), new("conv", new(16, 8, 8, 1), 2)],
        labels: ["red", "green", "blue", "dark"],
        arena: 3536,
        structure: "tiny-1");

    /// <inheritdoc/>
    public override ModelPlan Plan => s_plan;

    /// <summary>Writes the model's files.</summary>
    public static void Write(string folder)
    {
        var random = new Random(7);
        float[] Small(int count) => [.. Enumerable.Range(0, count).Select(_ => 0.05f * (random.NextSingle() - 0.5f))];
        float[] stem = Small(16 * 3 * 9), conv = Small(16 * 16 * 9), fc = Small(4 * 16);
        for (var c = 0; c < 3; c++)
        {
            stem[(c * 3 + c) * 9 + 4] = 1;
            conv[(c * 16 + c) * 9 + 4] = 1;
            fc[c * 16 + c] = 20;
        }

        WriteTensors(folder, stem, conv, fc);
    }

    private static void WriteTensors(string folder, float[] stem, float[] conv, float[] fc)
    {
        var plan = s_plan;
        WeightFiles.WriteCanonical(folder, plan, new Dictionary<string, (int[] Shape, float[] Data)>
        {
            ["stem.weight"] = ([16, 3, 3, 3], stem),
            ["stem.bias"] = ([16], new float[16]),
            ["conv.weight"] = ([16, 16, 3, 3], conv),
            ["conv.bias"] = ([16], new float[16]),
            ["fc.weight"] = ([4, 16], fc),
            ["fc.bias"] = ([4], [0, 0, 0, 8]),
        }, new Dictionary<string, string>());
        WeightFiles.WriteCpu(folder, plan);
    }

    /// <inheritdoc/>
    protected override void Forward(Session s)
    {
        s.Conv2D(Image, s_stem, Buffer0);
        if (s.Probe(0, Buffer0)) return;
        s.Conv2D(Buffer0, s_conv, Buffer1);
        if (s.Probe(1, Buffer1)) return;
        s.GlobalAveragePool(Buffer1, s_pool, Buffer2);
        s.Dense(Buffer2, s_fc, Buffer3);
        s.Answer(Buffer3, s_fc);
    }
}
