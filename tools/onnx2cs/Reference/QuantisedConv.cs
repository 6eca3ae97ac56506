using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Convolutions of whole numbers.</summary>
internal static class QuantisedConv
{
    /// <summary>ConvInteger: sums of products once the zero points are subtracted; padding counts as zero.</summary>
    public static OnnxTensor Integer(Arguments a)
    {
        var x = Quantised.Centred(a[0], a.Optional(2), axis: 1);
        var w = Quantised.Centred(a[1], a.Optional(3), axis: 0);
        return Quantised.Whole32(Conv.Run(a.Node, x, w, bias: null));
    }

    /// <summary>
    /// QLinearConv: x, its scale and zero point, those of the weights, those of the result, and a bias in steps of both scales.
    /// </summary>
    public static OnnxTensor Linear(Arguments a)
    {
        var last = a.Node.Integer("channels_last", 0) != 0;
        var x = Quantised.Centred(last ? Transpose.ChannelsFirst(a[0]) : a[0], a[2], axis: 1);
        var w = Quantised.Centred(a[3], a[5], axis: 0);
        var sums = Conv.Run(a.Node, x, w, a.Optional(8));
        var y = Quantised.Rescale(sums, a[1], a[4], axis: 1, a[6], a[7]);
        return last ? Transpose.ChannelsLast(y) : y;
    }
}
