namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>A family of networks.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Build">Makes one for square images of a size.</param>
/// <param name="Sizes">Two sizes.</param>
/// <param name="Probes">The probes that the converter finds; empty where there are no residual blocks.</param>
/// <param name="ProbeAt">Layer where a user would have one, for networks without blocks.</param>
/// <param name="Step">Step to which a quantised network rounds its output; 0 for others.</param>
internal sealed record Network(string Name, Func<int, Net> Build, int[] Sizes, string Probes, string ProbeAt = "", float Step = 0);

/// <summary>All families.</summary>
internal static class NetworkList
{
    private const string FourBlocks = "layer1.0 layer1.1 layer2.0 layer2.1", Inverted = "blocks.0 blocks.2 blocks.4";

    public static IReadOnlyList<Network> All { get; } =
    [
        new("ResNet v1", ResNets.Basic, [32, 45], FourBlocks),
        new("ResNet v1, bottlenecks", ResNets.Bottleneck, [32, 45], FourBlocks),
        new("ResNet-B", ResNets.B, [32, 45], FourBlocks),
        new("ResNet-D", ResNets.D, [32, 45], FourBlocks),
        new("ResNet v2", size => ResNets.PreActivation(size, 16, dropout: false), [32, 24], FourBlocks),
        new("WideResNet", size => ResNets.PreActivation(size, 48, dropout: true), [32, 24], FourBlocks),
        new("ResNeXt", ResNets.Next, [32, 45], FourBlocks),
        new("SE-ResNet", ResNets.SqueezeExcitation, [32, 45], FourBlocks),
        new("ResNet with instance normalisation", ResNets.Instance, [32, 45], FourBlocks),
        new("VGG", PlainNets.Vgg, [32, 48], "", "conv4"),
        new("SqueezeNet", PlainNets.Squeeze, [47, 63], "", "fire1.conv2"),
        new("DenseNet", PlainNets.Dense, [32, 44], "", "denseblock1.denselayer3.conv1"),
        new("GoogLeNet", PlainNets.Inception, [32, 44], "", "inception0.conv1"),
        new("MobileNet v2", MobileNets.V2, [48, 64], Inverted),
        new("MobileNet v3", MobileNets.V3, [48, 64], Inverted),
        new("MobileNet v3, operator set 14", MobileNets.V3Operators, [48, 64], Inverted),
        new("EfficientNet", MobileNets.Efficient, [48, 64], Inverted),
        new("EfficientNet-B0", EfficientNets.B0, [48, 80],
            "blocks.1.1 blocks.2.1 blocks.3.1 blocks.3.2 blocks.4.1 blocks.4.2 blocks.5.1 blocks.5.2 blocks.5.3"),
        new("ShuffleNet v2", ShuffleNets.V2, [32, 48], "", "stage2.1.conv3"),
        new("ConvNeXt", ConvNeXts.Spelt, [32, 44], "stages.0.0 stages.0.1"),
        new("ConvNeXt, operator set 17", ConvNeXts.Operators, [32, 44], "stages.0.0 stages.0.1"),
        new("HRNet", ResizingNets.HighResolution, [32, 48], "block1 block2 block3 block4"),
        new("Keras, channels last", KerasNets.Floats, [32, 48], "", "conv16"),
        new("Keras, channels last, bytes", KerasNets.Bytes, [32, 48], "", "conv16"),
        new("ResNet, quantised", QuantisedNets.Stored, [32, 45], FourBlocks, Step: QuantisedNets.OutputStep),
        new("ResNet, trained to be quantised", QuantisedNets.Rounded, [32, 45], FourBlocks, Step: QuantisedNets.OutputStep),
        new("preprocessing in the graph", ResizingNets.Preprocessed, [32, 48], "block0 block1"),
    ];

    public static Network Find(string name) => All.Single(network => network.Name == name);
}
