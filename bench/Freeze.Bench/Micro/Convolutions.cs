using Freeze.Layers;

namespace Freeze.Bench.Micro;

/// <summary>The convolutions and dense layers of ResNet-18 and -50, on small images and on large ones, and depthwise ones as in MobileNet.</summary>
internal static class Convolutions
{
    public static IReadOnlyDictionary<string, LayerCase> All { get; } = new Dictionary<string, LayerCase>
    {
        ["stem 3x3, 3->64, 32x32"] = Convolution(3, 64, 32, kernel: 3, stride: 1),
        ["3x3, 64, 32x32"] = Convolution(64, 64, 32, kernel: 3, stride: 1),
        ["3x3, 128, 16x16"] = Convolution(128, 128, 16, kernel: 3, stride: 1),
        ["3x3, 256, 8x8"] = Convolution(256, 256, 8, kernel: 3, stride: 1),
        ["3x3, 512, 4x4"] = Convolution(512, 512, 4, kernel: 3, stride: 1),
        ["3x3, 64->128, 32x32, stride 2"] = Convolution(64, 128, 32, kernel: 3, stride: 2),
        ["3x3, 128->256, 16x16, stride 2"] = Convolution(128, 256, 16, kernel: 3, stride: 2),
        ["3x3, 256->512, 8x8, stride 2"] = Convolution(256, 512, 8, kernel: 3, stride: 2),
        ["1x1, 64->128, 32x32, stride 2"] = Convolution(64, 128, 32, kernel: 1, stride: 2),
        ["stem 7x7, 3->64, 224x224, stride 2"] = Convolution(3, 64, 224, kernel: 7, stride: 2),
        ["3x3, 64, 56x56"] = Convolution(64, 64, 56, kernel: 3, stride: 1),
        ["3x3, 128, 28x28"] = Convolution(128, 128, 28, kernel: 3, stride: 1),
        ["3x3, 256, 14x14"] = Convolution(256, 256, 14, kernel: 3, stride: 1),
        ["3x3, 512, 7x7"] = Convolution(512, 512, 7, kernel: 3, stride: 1),
        ["1x1, 256->64, 56x56"] = Convolution(256, 64, 56, kernel: 1, stride: 1),
        ["1x1, 512->2048, 7x7"] = Convolution(512, 2048, 7, kernel: 1, stride: 1),
        ["depthwise 3x3, 32, 112x112"] = Convolution(32, 32, 112, kernel: 3, stride: 1, groups: 32),
        ["depthwise 3x3, 144, 56x56, stride 2"] = Convolution(144, 144, 56, kernel: 3, stride: 2, groups: 144),
        ["depthwise 3x3, 512, 14x14"] = Convolution(512, 512, 14, kernel: 3, stride: 1, groups: 512),
        ["dense, 512->1000"] = Dense(512, 1000),
    };

    private static LayerCase Convolution(int inputs, int outputs, int size, int kernel, int stride, int groups = 1)
    {
        var pad = kernel / 2;
        var to = (size + (2 * pad) - kernel) / stride + 1;
        var layer = new Conv2D("conv", new(inputs, size, size, pad), new(outputs, to, to, Halo: 1))
        {
            Kernel = new(kernel, kernel),
            Stride = new(stride, stride),
            Pad = new(pad, pad),
            Groups = groups,
            Activation = Activation.Relu,
            FromImage = inputs < Shape.Block,
        };
        return new(layer, (s, from, result) => s.Conv2D(from, layer, result));
    }

    private static LayerCase Dense(int inputs, int outputs)
    {
        var layer = new Dense("dense", new(inputs, 1, 1), new(outputs, 1, 1));
        return new(layer, (s, from, result) => s.Dense(from, layer, result));
    }
}
