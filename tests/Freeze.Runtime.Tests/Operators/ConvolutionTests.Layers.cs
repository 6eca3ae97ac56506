using CsCheck;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>The layers that the tests draw.</summary>
public sealed partial class ConvolutionTests
{
    private static readonly Gen<Conv2D> s_layer =
        from groups in Draw.One(1, 1, 1, 2, 3, 5)
        from inputs in Gen.Int[1, 40 / groups]
        from outputs in Gen.OneOf(Gen.Int[1, 50 / groups], Gen.Const(32 / groups))
        from layer in Geometry(inputs * groups, outputs * groups, groups)
        select layer;

    private static readonly Gen<Conv2D> s_threeByThree =
        from inputs in Draw.One(1, 16, 24, 64, 70)
        from outputs in Draw.One(3, 16, 32, 40)
        from height in Gen.Int[1, 13]
        from width in Gen.Int[1, 13]
        from pad in Gen.Int[0, 1]
        from padEnd in Gen.Int[0, 1]
        where height + pad + padEnd >= 3 && width + pad + padEnd >= 3
        from spareHalo in Gen.Int[0, 1]
        from outputHalo in Gen.Int[0, 2]
        from activation in Draw.Activation
        select new Conv2D(
            "conv", new Shape(inputs, height, width, 1 + spareHalo), new Shape(outputs, height + pad + padEnd - 2, width + pad + padEnd - 2, outputHalo))
        {
            Kernel = new(3, 3), Pad = new(pad, pad), Activation = activation,
        };

    private static readonly Gen<Conv2D> s_threeByThreeStride2 = s_threeByThree.Select(layer => layer with
    {
        Stride = new(2, 2), Output = layer.Output with { Height = (layer.Output.Height + 1) / 2, Width = (layer.Output.Width + 1) / 2 },
    });

    private static readonly Gen<Conv2D> s_stem =
        from channels in Gen.Int[1, 4]
        from outputs in Draw.One(5, 16, 24, 64)
        from height in Gen.Int[1, 30]
        from width in Gen.Int[1, 30]
        from pad in Gen.Int[0, 3]
        from padEnd in Gen.Int[0, 3]
        where height + pad + padEnd >= 7 && width + pad + padEnd >= 7
        from spareHalo in Gen.Int[0, 1]
        from outputHalo in Gen.Int[0, 2]
        from activation in Draw.Activation
        let output = new Shape(outputs, (height + pad + padEnd - 7) / 2 + 1, (width + pad + padEnd - 7) / 2 + 1, outputHalo)
        select new Conv2D("conv", new Shape(channels, height, width, Math.Max(pad, padEnd) + spareHalo), output)
        {
            Kernel = new(7, 7), Stride = new(2, 2), Pad = new(pad, pad), Activation = activation, FromImage = true,
        };

    private static readonly Gen<Conv2D> s_ontoFourByFour =
        from groups in Draw.One(1, 1, 2, 3)
        from inputs in Draw.One(1, 8, 16, 24, 64)
        from outputs in Draw.One(1, 16, 40)
        from stride in Gen.Int[1, 2]
        from spareHalo in Gen.Int[0, 1]
        from outputHalo in Gen.Int[0, 2]
        from activation in Draw.Activation
        let size = 4 * stride
        select new Conv2D("conv", new Shape(inputs * groups, size, size, 1 + spareHalo), new Shape(outputs * groups, 4, 4, outputHalo))
        {
            Kernel = new(3, 3), Pad = new(1, 1), Stride = new(stride, stride), Groups = groups, Activation = activation,
        };

    private static readonly Gen<Conv2D> s_ontoSevenBySeven =
        from inputs in Draw.One(1, 8, 16, 24, 64)
        from outputs in Draw.One(1, 16, 40)
        from spareHalo in Gen.Int[0, 1]
        from outputHalo in Gen.Int[0, 2]
        from activation in Draw.Activation
        select new Conv2D("conv", new Shape(inputs, 7, 7, 1 + spareHalo), new Shape(outputs, 7, 7, outputHalo))
        {
            Kernel = new(3, 3), Pad = new(1, 1), Activation = activation,
        };

    private static readonly Gen<Conv2D> s_fourTiles =
        from inputs in Draw.One(1, 8, 16, 24, 64, 80)
        from outputs in Draw.One(1, 16, 40)
        from height in Gen.Int[5, 8]
        from width in Gen.Int[5, 8]
        from pad in Gen.Int[0, 1]
        from padEnd in Gen.Int[0, 1]
        from spareHalo in Gen.Int[0, 1]
        from outputHalo in Gen.Int[0, 2]
        from activation in Draw.Activation
        let input = new Shape(inputs, height + 2 - pad - padEnd, width + 2 - pad - padEnd, 1 + spareHalo)
        select new Conv2D("conv", input, new Shape(outputs, height, width, outputHalo)) { Kernel = new(3, 3), Pad = new(pad, pad), Activation = activation };

    private static readonly Gen<Conv2D> s_rowsOfSeven =
        from groups in Draw.One(1, 1, 1, 2)
        from inputs in Draw.One(3, 16, 24, 80, 300)
        from outputs in Draw.One(5, 16, 40, 64)
        from kernel in Draw.One(1, 1, 3, 7)
        from stride in Gen.Int[1, 2]
        from width in Draw.One(7, 14, 28)
        from height in Gen.Int[1, 5]
        from spareHalo in Gen.Int[0, 1]
        from outputHalo in Gen.Int[0, 1]
        from activation in Draw.Activation
        let fromImage = inputs == 3 && groups == 1
        let pad = kernel / 2
        let input = new Shape(inputs * groups, (height - 1) * stride + kernel - 2 * pad, (width - 1) * stride + kernel - 2 * pad, pad + spareHalo)
        select new Conv2D("conv", input, new Shape(outputs * groups, height, width, outputHalo))
        {
            Kernel = new(kernel, kernel), Pad = new(pad, pad), Stride = new(stride, stride), Groups = groups, Activation = activation, FromImage = fromImage,
        };

    private static readonly Gen<Conv2D> s_depthwise =
        from channels in Draw.Channels
        from layer in Geometry(channels, channels, channels)
        select layer;

    private static readonly Gen<Conv2D> s_severalKernelsForAChannel =
        from channels in Draw.Channels
        from layer in Geometry(channels, channels * 2, channels)
        select layer;

    private static readonly Gen<Conv2D> s_fromImage =
        from channels in Gen.Int[1, 4]
        from outputs in Draw.One(5, 16, 24, 64)
        from layer in Geometry(channels, outputs, 1)
        select layer with { FromImage = true };

    private static Gen<Conv2D> Geometry(int inputs, int outputs, int groups) =>
        from h in Axis()
        from w in Axis()
        from outputHalo in Gen.Int[0, 2]
        from spareHalo in Gen.Int[0, 1]
        from activation in Draw.Activation
        let halo = Math.Max(h.Halo, w.Halo) + spareHalo
        select new Conv2D("conv", new Shape(inputs, h.Size, w.Size, halo), new Shape(outputs, h.Output, w.Output, outputHalo))
        {
            Kernel = new(h.Kernel, w.Kernel), Stride = new(h.Stride, w.Stride), Pad = new(h.Pad, w.Pad), Dilation = new(h.Dilation, w.Dilation),
            Groups = groups, Activation = activation,
        };

    /// <summary>One dimension, with padding that may differ between its two ends, and the halo that it needs.</summary>
    private static Gen<(int Size, int Kernel, int Stride, int Dilation, int Pad, int Output, int Halo)> Axis() =>
        from kernel in Draw.One(1, 1, 2, 3, 3, 5)
        from dilation in Draw.One(1, 1, 2)
        from stride in Gen.Int[1, 3]
        let reach = (kernel - 1) * dilation + 1
        from pad in Gen.Int[0, reach - 1]
        from padEnd in Gen.Int[0, reach - 1]
        let smallest = Math.Max(1, reach - pad - padEnd)
        from size in Gen.Int[smallest, smallest + 6]
        let output = (size + pad + padEnd - reach) / stride + 1
        select (size, kernel, stride, dilation, pad, output, Math.Max(pad, Math.Max(0, (output - 1) * stride + reach - 1 - pad - (size - 1))));
}
