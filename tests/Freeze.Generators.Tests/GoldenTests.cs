namespace Freeze.Generators.Tests;

public class GoldenTests
{
    internal const string Residual = """
        [FrozenModel("net")]
        [Input(3, 8, 8, Mean = [0.5f, 0.25f, 0.125f], Deviation = [0.5f, 1, 1])]
        [Conv2D("stem", From = Image, Channels = 16, Kernel = 3, Pad = 1, Activation = Activation.Relu, Onnx = "/conv1/Conv")]
        [Conv2D("block.0.conv1", From = "stem", Channels = 16, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
        [Conv2D("block.0.conv2", From = "block.0.conv1", Channels = 16, Kernel = 3, Pad = 1, Add = "stem", Activation = Activation.Relu)]
        [Probe("block.0.conv2", Name = "block.0")]
        [Conv2D("down", From = "block.0.conv2", Channels = 32, Stride = 2)]
        [GlobalAveragePool("pool", From = "down")]
        [Dense("fc", From = "pool", Outputs = 2)]
        [Labels("cat", "dog")]
        """;

    [Fact]
    public void A_small_residual_network_becomes_this_page()
    {
        var (source, diagnostics, compiler) = Generation.Run(Generation.Model(Residual));
        Assert.Empty(diagnostics);
        Assert.Empty(compiler);
        File.WriteAllText("/tmp/golden.txt", source);
    }
}
