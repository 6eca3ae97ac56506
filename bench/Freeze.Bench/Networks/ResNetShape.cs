namespace Freeze.Bench.Networks;

/// <summary>The shape of a seeded ResNet.</summary>
/// <param name="Name">Base name of its files.</param>
/// <param name="ClassName">Name of its class in C#.</param>
/// <param name="Size">Height and width of its images in pixels.</param>
/// <param name="Classes">Number of its classes.</param>
/// <param name="Blocks">Residual blocks of each stage.</param>
/// <param name="IsBottleneck">Whether blocks are 1x1, 3x3, 1x1 with four times the channels; otherwise two 3x3.</param>
internal sealed record ResNetShape(string Name, string ClassName, int Size, int Classes, int[] Blocks, bool IsBottleneck)
{
    /// <summary>Channels of the first stage; each later one doubles them.</summary>
    public const int Width = 64;

    public static ResNetShape ResNet18 { get; } = new("resnet18-224", "ResNet18", 224, 1000, [2, 2, 2, 2], IsBottleneck: false);

    public static ResNetShape ResNet50 { get; } = new("resnet50-224", "ResNet50", 224, 1000, [3, 4, 6, 3], IsBottleneck: true);

    /// <summary>ResNet-18 as it is used on CIFAR-10: the network that cold starts are measured with.</summary>
    public static ResNetShape Cifar { get; } = new("resnet18-32", "ResNet18Cifar", 32, 10, [2, 2, 2, 2], IsBottleneck: false);

    /// <summary>Small images keep their size in the stem; large ones lose a factor of four in a 7x7 convolution and a pool.</summary>
    public bool HasSmallStem => Size <= 64;

    /// <summary>Channels of a block's output for each channel of its 3x3 convolutions.</summary>
    public int Expansion => IsBottleneck ? 4 : 1;
}
