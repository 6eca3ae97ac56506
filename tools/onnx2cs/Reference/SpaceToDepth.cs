using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>SpaceToDepth and DepthToSpace: blocks of pixels become channels, and channels blocks of pixels.</summary>
internal static class SpaceToDepth
{
    public static OnnxTensor Run(Arguments a)
    {
        var (x, block) = (a.Image(0), Block(a.Node));
        var (n, c, h, w) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        if (h % block != 0 || w % block != 0) throw new ConversionException($"{h}x{w} pixels are no whole number of blocks of {block}");
        var blocks = Transpose.Run(x.Reshape([n, c, h / block, block, w / block, block]), [0, 3, 5, 1, 2, 4]);
        return blocks.Reshape([n, c * block * block, h / block, w / block]);
    }

    /// <summary>Channels count the places in a block first (DCR), or the channels of the result first (CRD).</summary>
    public static OnnxTensor Inverse(Arguments a)
    {
        var (x, block) = (a.Image(0), Block(a.Node));
        var (n, c, h, w) = (x.Shape[0], x.Shape[1] / (block * block), x.Shape[2], x.Shape[3]);
        if (c * block * block != x.Shape[1])
            throw new ConversionException($"{x.Shape[1]} channels are no whole number of blocks of {block}x{block}");
        var blocks = a.Node.Text("mode", "DCR") switch
        {
            "DCR" => Transpose.Run(x.Reshape([n, block, block, c, h, w]), [0, 3, 4, 1, 5, 2]),
            "CRD" => Transpose.Run(x.Reshape([n, c, block, block, h, w]), [0, 1, 4, 2, 5, 3]),
            var other => throw new ConversionException($"with mode {Quoted.Text(other)} is unknown"),
        };
        return blocks.Reshape([n, c, h * block, w * block]);
    }

    private static int Block(OnnxNode node) =>
        OnnxNode.Whole(node.Integer("blocksize", 0), "blocksize") is > 0 and <= 1 << 12 and var block ? block
        : throw new ConversionException("blocksize is missing or out of range");
}
