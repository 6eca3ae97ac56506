using Freeze.Layers;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Models;

/// <summary>
/// A network that answers with its input, value by value: one convolution as large as the image, with a kernel for each value.
/// </summary>
public class EchoNet : FrozenModel
{
    private readonly Conv2D _echo;

    /// <summary>Makes the network; its files are still to be loaded.</summary>
    public EchoNet(ImageInput input)
    {
        _echo = new("echo", new(input.Channels, input.Height, input.Width), new(input.Values, 1, 1))
        {
            Kernel = new(input.Height, input.Width),
            FromImage = true,
        };
        Plan = new("echo", input, [_echo], [], [], Output(input) + _echo.Output.Floats, "echo-" + input.Describe());
    }

    /// <inheritdoc/>
    public override ModelPlan Plan { get; }

    /// <summary>Writes the files of such a network.</summary>
    /// <param name="folder">Folder that receives them.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="mean">The mean image, [channels][height][width], where the input has one.</param>
    public static void Write(string folder, ImageInput input, float[]? mean = null)
    {
        using var net = new EchoNet(input);
        var weights = new float[input.Values * input.Values];
        for (var i = 0; i < input.Values; i++) weights[i * (input.Values + 1)] = 1;
        var tensors = new Dictionary<string, (int[] Shape, float[] Data)>
        {
            ["echo.weight"] = ([input.Values, input.Channels, input.Height, input.Width], weights),
            ["echo.bias"] = ([input.Values], new float[input.Values]),
        };
        if (mean is not null) tensors[ImageInput.MeanTensor] = ([input.Channels, input.Height, input.Width], mean);
        WeightFiles.WriteCanonical(folder, net.Plan, tensors, new Dictionary<string, string>());
        WeightFiles.WriteCpu(folder, net.Plan);
    }

    /// <summary>What the network reads for images that are its own, [image][channels][height][width].</summary>
    public float[] Read(byte[] images, int count = 1)
    {
        var values = new float[count * Plan.Input.Values];
        Observe(images, count, [], (_, _, _) => { }, values);
        return values;
    }

    /// <inheritdoc/>
    protected override void Forward(Session s)
    {
        s.Conv2D(0, _echo, Output(Plan.Input));
        s.Answer(Output(Plan.Input), _echo);
    }

    private static int Output(ImageInput input) => (input.Floats + Shape.Block - 1) / Shape.Block * Shape.Block;
}
