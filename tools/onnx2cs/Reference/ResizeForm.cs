using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>What a Resize or Upsample asks for: the size, and what each element of the result is made from along an axis.</summary>
internal sealed class ResizeForm
{
    // Operator set 10 had neither transformations nor roundings to choose from.
    private const int FirstWithModes = 11, Largest = 1 << 16;

    private readonly OnnxNode _node;
    private readonly string _mode, _transformation, _rounding;
    private readonly int[] _shape, _sizes;
    private readonly float[] _scales;
    private readonly double[]? _region;

    public ResizeForm(Arguments a, int[] shape)
    {
        (_node, _shape) = (a.Node, shape);
        IsPlain = _node.Operator == "Upsample" || _node.Opset < FirstWithModes;
        _mode = _node.Text("mode", "nearest");
        if (_mode is not ("nearest" or "linear" or "bilinear" or "cubic"))
            throw new ConversionException($"with mode {Quoted.Text(_mode)} is not supported");
        _transformation = IsPlain ? "asymmetric" : _node.Text("coordinate_transformation_mode", "half_pixel");
        _rounding = _node.Text("nearest_mode", "round_prefer_floor");
        int[] axes = _node.Integers("axes")?.Select(axis => Arguments.Axis(axis, shape.Length)).ToArray()
            ?? [.. Enumerable.Range(0, shape.Length)];
        (_sizes, _scales) = ([.. shape], [.. shape.Select(_ => 1f)]);
        SetSizes(a, axes);
        if (_transformation == "tf_crop_and_resize") _region = Region(a, axes);
    }

    /// <summary>An element of the input and how much of it is taken.</summary>
    public readonly record struct Tap(int Place, double Weight);

    /// <summary>What is put where a region of interest reaches beyond the input.</summary>
    public double Extrapolation => _node.Float("extrapolation_value", 0);

    // Upsample and the first Resize.
    private bool IsPlain { get; }

    private bool HasAntialias => _node.Integer("antialias", 0) != 0 && _mode != "nearest";

    /// <summary>Whether nothing happens along an axis.</summary>
    public bool Copies(int axis) => _region is null && _sizes[axis] == _shape[axis] && _scales[axis] == 1;

    /// <summary>The taps of every element of the result along an axis; null for one outside the input.</summary>
    public Tap[]?[] Along(int axis)
    {
        var (length, taps) = (_shape[axis], new Tap[]?[_sizes[axis]]);
        for (var i = 0; i < taps.Length; i++)
        {
            var place = Copies(axis) ? i : Place(axis, i);
            taps[i] = _region is not null && (place < 0 || place > length - 1) ? null
                : _mode == "nearest" ? [new(Math.Clamp((int)Nearest(place, _scales[axis]), 0, length - 1), 1)]
                : Copies(axis) ? [new(i, 1)]
                : Weighted(place, length, _scales[axis]);
        }

        return taps;
    }

    private static double Linear(double x) => Math.Max(0, 1 - Math.Abs(x));

    private static double Cubic(double x, double a)
    {
        x = Math.Abs(x);
        return x <= 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1 : x < 2 ? (((((x - 5) * x) + 8) * x) - 4) * a : 0;
    }

    // Where a window reaches beyond the input, its elements are those of the edge, or with exclude_outside count for nothing.
    private Tap[] Weighted(float place, int length, float scale)
    {
        var (a, radius) = (_node.Float("cubic_coeff_a", -0.75f), _mode == "cubic" ? 2.0 : 1);
        var stretch = HasAntialias && scale < 1 ? scale : 1.0;
        var exclude = (HasAntialias || _mode == "cubic") && _node.Integer("exclude_outside", 0) != 0;
        if (_mode != "cubic" && !HasAntialias) place = Math.Clamp(place, 0, length - 1);
        var (first, last) = ((int)Math.Floor(place - (radius / stretch)), (int)Math.Ceiling(place + (radius / stretch)));
        var taps = new List<Tap>();
        for (var i = first; i <= last; i++)
        {
            var weight = _mode == "cubic" ? Cubic((i - place) * stretch, a) : Linear((i - place) * stretch);
            if (weight != 0 && !(exclude && (i < 0 || i >= length))) taps.Add(new(Math.Clamp(i, 0, length - 1), weight));
        }

        var sum = taps.Sum(tap => tap.Weight);
        return exclude || HasAntialias ? [.. taps.Select(tap => tap with { Weight = tap.Weight / sum })] : [.. taps];
    }

    // In float, as all implementations compute it: at a half, the last bit decides on the neighbour.
    private float Place(int axis, int i)
    {
        var (length, size, scale) = (_shape[axis], _sizes[axis], _scales[axis]);
        return _transformation switch
        {
            "asymmetric" => i / scale,
            "half_pixel" => ((i + 0.5f) / scale) - 0.5f,
            "pytorch_half_pixel" => size > 1 ? ((i + 0.5f) / scale) - 0.5f : 0,
            "align_corners" => size > 1 ? (float)i * (length - 1) / (size - 1) : 0,
            "tf_half_pixel_for_nn" => (i + 0.5f) / scale,
            "half_pixel_symmetric" => (length / 2f * (1 - (size / (scale * length)))) + ((i + 0.5f) / scale) - 0.5f,
            "tf_crop_and_resize" => InRegion((float)_region![axis], (float)_region[_shape.Length + axis], length, size, i),
            _ => throw new ConversionException($"with coordinate_transformation_mode {Quoted.Text(_transformation)} is not supported"),
        };
    }

    private static float InRegion(float start, float end, int length, int size, int i) => size > 1
        ? (start * (length - 1)) + (i * (end - start) * (length - 1) / (size - 1))
        : 0.5f * (start + end) * (length - 1);

    private float Nearest(float place, float scale) => IsPlain ? scale < 1 ? MathF.Ceiling(place) : MathF.Floor(place) : _rounding switch
    {
        "floor" => MathF.Floor(place),
        "ceil" => MathF.Ceiling(place),
        "round_prefer_ceil" => MathF.Floor(place + 0.5f),
        "round_prefer_floor" => MathF.Ceiling(place - 0.5f),
        _ => throw new ConversionException($"with nearest_mode {Quoted.Text(_rounding)} is not supported"),
    };

    // Upsample has an attribute or one input, Resize of set 10 the second input, later ones the third or fourth.
    private void SetSizes(Arguments a, int[] axes)
    {
        var scales = _node.Floats("scales") ?? a.Optional(IsPlain ? 1 : 2)?.Values;
        var sizes = scales is { Length: > 0 } || IsPlain ? null : a.Optional(3)?.Integers;
        if ((sizes?.Length ?? scales?.Length ?? 0) != axes.Length)
            throw new ConversionException($"does not state {axes.Length} scales or sizes");
        for (var i = 0; i < axes.Length; i++)
        {
            var length = _shape[axes[i]];
            var scale = sizes is null ? (float)scales![i] : (float)((double)sizes[i] / length);
            Set(axes[i], scale, sizes is null ? (long)Math.Floor((double)length * scale) : sizes[i]);
        }

        var policy = _node.Text("keep_aspect_ratio_policy", "stretch");
        if (policy == "stretch" || sizes is null) return;
        if (policy is not ("not_larger" or "not_smaller"))
            throw new ConversionException($"with keep_aspect_ratio_policy {Quoted.Text(policy)} is unknown");
        var kept = policy == "not_larger" ? axes.Min(axis => _scales[axis]) : axes.Max(axis => _scales[axis]);
        foreach (var axis in axes) Set(axis, kept, (long)Math.Round((double)kept * _shape[axis], MidpointRounding.AwayFromZero));
    }

    private void Set(int axis, float scale, long size)
    {
        if (!(scale > 0) || size is < 1 or > Largest || _shape[axis] < 1)
            throw new ConversionException($"of {_shape[axis]} pixels to {size} is not supported");
        (_scales[axis], _sizes[axis]) = (scale, (int)size);
    }

    // Starts of all axes, then ends, as parts of the input.
    private double[] Region(Arguments a, int[] axes)
    {
        var given = a[1].Values;
        if (given.Length != 2 * axes.Length) throw new ConversionException($"{given.Length} numbers are no region of {axes.Length} axes");
        double[] region = [.. _shape.Select(_ => 0.0), .. _shape.Select(_ => 1.0)];
        for (var i = 0; i < axes.Length; i++) (region[axes[i]], region[_shape.Length + axes[i]]) = (given[i], given[axes.Length + i]);
        return region;
    }
}
