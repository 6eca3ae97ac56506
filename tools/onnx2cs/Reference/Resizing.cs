using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Where Resize and Upsample read: a place in the input for each element of the result along an axis.</summary>
internal static class Resizing
{
    // Operator set 10 had neither transformations nor roundings to choose from.
    private const int FirstWithModes = 11;

    /// <summary>The places along every axis of a tensor of this shape; whole numbers for the mode "nearest".</summary>
    public static float[][] Places(Arguments a, int[] shape)
    {
        var node = a.Node;
        var mode = node.Text("mode", "nearest");
        if (mode is not ("nearest" or "linear" or "bilinear")) throw new ConversionException($"with mode {Quoted.Text(mode)} is not supported");
        if (node.Integer("antialias", 0) != 0) throw new ConversionException("with antialias is not supported");
        var axes = node.Integers("axes")?.Select(axis => Arguments.Axis(axis, shape.Length)).ToArray() ?? [.. Enumerable.Range(0, shape.Length)];
        var (scales, sizes) = Wanted(a, axes.Length);
        float[][] places = [.. shape.Select(length => Enumerable.Range(0, length).Select(i => (float)i).ToArray())];
        for (var i = 0; i < axes.Length; i++)
        {
            var length = shape[axes[i]];
            var scale = sizes is null ? (float)scales![i] : (float)((double)sizes[i] / length);
            var size = sizes is null ? (long)Math.Floor((double)length * scale) : sizes[i];
            if (!(scale > 0) || size is < 1 or > 1 << 16) throw new ConversionException($"of {length} pixels to {size} is not supported");
            places[axes[i]] = Along(node, mode == "nearest", length, (int)size, scale);
        }

        return places;
    }

    // Upsample has an attribute or one input, Resize of set 10 the second input, later ones the third or fourth.
    private static (double[]? Scales, long[]? Sizes) Wanted(Arguments a, int count)
    {
        if (a.Node.Text("keep_aspect_ratio_policy", "stretch") is not "stretch" and var policy)
            throw new ConversionException($"with keep_aspect_ratio_policy {Quoted.Text(policy)} is not supported");
        var scales = a.Node.Floats("scales")
            ?? a.Optional(a.Node.Operator == "Upsample" || a.Node.Opset < FirstWithModes ? 1 : 2)?.Values;
        var sizes = scales is { Length: > 0 } || a.Node.Opset < FirstWithModes ? null : a.Optional(3)?.Integers;
        if ((sizes?.Length ?? scales?.Length ?? 0) != count) throw new ConversionException($"does not state {count} scales or sizes");
        return (scales, sizes);
    }

    private static float[] Along(OnnxNode node, bool nearest, int length, int size, float scale)
    {
        var plain = node.Operator == "Upsample" || node.Opset < FirstWithModes;
        var transformation = plain ? "asymmetric" : node.Text("coordinate_transformation_mode", "half_pixel");
        var rounding = plain ? scale < 1 ? "ceil" : "floor" : node.Text("nearest_mode", "round_prefer_floor");
        var places = new float[size];
        for (var i = 0; i < size; i++)
        {
            // In float, as everybody computes it: at a half, the last bit decides on the neighbour.
            var place = length == size && scale == 1 ? i : transformation switch
            {
                "asymmetric" => i / scale,
                "half_pixel" => ((i + 0.5f) / scale) - 0.5f,
                "pytorch_half_pixel" => size > 1 ? ((i + 0.5f) / scale) - 0.5f : 0,
                "align_corners" => size > 1 ? (float)i * (length - 1) / (size - 1) : 0,
                "tf_half_pixel_for_nn" => (i + 0.5f) / scale,
                "half_pixel_symmetric" => (length / 2f * (1 - (size / (scale * length)))) + ((i + 0.5f) / scale) - 0.5f,
                _ => throw new ConversionException($"with coordinate_transformation_mode {Quoted.Text(transformation)} is not supported"),
            };
            places[i] = Math.Clamp(nearest ? Round(place, rounding) : place, 0, length - 1);
        }

        return places;
    }

    private static float Round(float place, string rounding) => rounding switch
    {
        "floor" => MathF.Floor(place),
        "ceil" => MathF.Ceiling(place),
        "round_prefer_ceil" => MathF.Floor(place + 0.5f),
        "round_prefer_floor" => MathF.Ceiling(place - 0.5f),
        _ => throw new ConversionException($"with nearest_mode {Quoted.Text(rounding)} is not supported"),
    };
}
