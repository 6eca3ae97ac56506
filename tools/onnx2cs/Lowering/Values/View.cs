using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Values;

/// <summary>
/// Elements of a source in some order: axes with a length and a stride each, and an offset, as in NumPy. Element (i, j, ...) of the view is element
/// Offset + i * Strides[0] + j * Strides[1] + ... of the source. Whatever only moves elements is arithmetic on these numbers.
/// </summary>
internal sealed class View
{
    private View(int[] shape, int[] strides, int offset)
    {
        // The stride of an axis of length 1 is never used; 0 makes equal views equal.
        (Shape, Strides, Offset) = (shape, [.. strides.Select((stride, axis) => shape[axis] == 1 ? 0 : stride)], offset);
        Count = OnnxTensor.Count(shape);
    }

    public int[] Shape { get; }

    /// <summary>Steps in the source; 0 where an element is repeated, negative where the order is turned round.</summary>
    public int[] Strides { get; }

    /// <summary>The source's element that comes first.</summary>
    public int Offset { get; }

    /// <summary>Elements of the view.</summary>
    public int Count { get; }

    public int Rank => Shape.Length;

    /// <summary>All elements in the source's own order.</summary>
    public static View Of(params int[] shape) => new(shape, Contiguous(shape), 0);

    /// <summary>Elements at any distances.</summary>
    public static View Strided(int[] shape, int[] strides, int offset = 0) => new(shape, strides, offset);

    public View Transpose(int[] permutation) =>
        new([.. permutation.Select(axis => Shape[axis])], [.. permutation.Select(axis => Strides[axis])], Offset);

    /// <summary>Elements start, start + step, ... of an axis.</summary>
    public View Slice(int axis, int start, int step, int count)
    {
        int[] shape = [.. Shape], strides = [.. Strides];
        (shape[axis], strides[axis]) = (count, strides[axis] * step);
        return new(shape, strides, Offset + (count == 0 ? 0 : start * Strides[axis]));
    }

    /// <summary>Without the axes of length 1 that are named.</summary>
    public View Without(IReadOnlyCollection<int> axes) => new(
        [.. Shape.Where((_, axis) => !axes.Contains(axis))], [.. Strides.Where((_, axis) => !axes.Contains(axis))], Offset);

    /// <summary>With a further axis, along which every element is repeated.</summary>
    public View Insert(int axis, int length = 1) =>
        new([.. Shape[..axis], length, .. Shape[axis..]], [.. Strides[..axis], 0, .. Strides[axis..]], Offset);

    /// <summary>Broadcast to a shape that it fits.</summary>
    public View BroadcastTo(int[] shape)
    {
        var missing = shape.Length - Rank;
        return new(shape, [.. shape.Select((length, axis) => axis < missing || Shape[axis - missing] != length ? 0 : Strides[axis - missing])], Offset);
    }

    /// <summary>The shape that two shapes have together, by the rules of NumPy.</summary>
    /// <exception cref="ConversionException">They do not fit together.</exception>
    public static int[] Broadcast(int[] a, int[] b)
    {
        var shape = new int[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var (x, y) = (i <= a.Length ? a[^i] : 1, i <= b.Length ? b[^i] : 1);
            if (x != y && x != 1 && y != 1)
                throw new ConversionException($"has inputs of shapes {OnnxTensor.Describe(a)} and {OnnxTensor.Describe(b)}, which do not fit together");
            shape[^i] = x == 1 ? y : x;
        }

        return shape;
    }

    /// <summary>The same elements in the same order under another shape; null where no strides can say it.</summary>
    public View? Reshape(int[] shape)
    {
        if (OnnxTensor.Count(shape) != Count) return null;
        if (Count == 0) return new(shape, Contiguous(shape), Offset);
        var merged = Merged();
        var (lengths, steps) = (merged.Shape, merged.Strides);
        var strides = new int[shape.Length];
        var (from, rest) = (lengths.Length - 1, lengths.Length > 0 ? lengths[^1] : 1);
        var step = lengths.Length > 0 ? steps[^1] : 0;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (shape[axis] == 1) continue;
            if (rest == 1)
            {
                from--;
                (rest, step) = (lengths[from], steps[from]);
            }

            if (rest % shape[axis] != 0) return null;
            strides[axis] = step;
            step *= shape[axis];
            rest /= shape[axis];
        }

        return new(shape, strides, Offset);
    }

    /// <summary>The same elements in the same order with as few axes as strides can say it.</summary>
    public View Merged()
    {
        var (lengths, strides) = (new List<int>(), new List<int>());
        for (var axis = 0; axis < Rank; axis++)
        {
            if (Shape[axis] == 1) continue;
            if (lengths.Count > 0 && strides[^1] == Strides[axis] * Shape[axis]) (lengths[^1], strides[^1]) = (lengths[^1] * Shape[axis], Strides[axis]);
            else (lengths, strides) = ([.. lengths, Shape[axis]], [.. strides, Strides[axis]]);
        }

        return new([.. lengths], [.. strides], Offset);
    }

    /// <summary>Whether it is all elements of a source of that many, in the source's order.</summary>
    public bool IsWhole(int count) => Offset == 0 && Count == count && Merged().Strides is ([] or [1]);

    /// <summary>Whether it has each element of a source of that many exactly once, in any order.</summary>
    public bool IsPermutation(int count) => Count == count && Transpose(Descending()).IsWhole(count);

    /// <summary>The axes by falling stride: a permutation of the source's elements is brought to their own order by it.</summary>
    public int[] Descending() => [.. Enumerable.Range(0, Rank).OrderByDescending(axis => Strides[axis])];

    public bool HasSameElements(View other) =>
        Offset == other.Offset && Shape.AsSpan().SequenceEqual(other.Shape) && Strides.AsSpan().SequenceEqual(other.Strides);

    /// <summary>The same axes over a source in which a stride has become another.</summary>
    public View Map(Func<int, int> stride, int offset = 0) => new(Shape, [.. Strides.Select(stride)], offset);

    /// <summary>The source's element for each element of the view, in order.</summary>
    public IEnumerable<int> Elements()
    {
        var at = new int[Rank];
        var source = Offset;
        for (var i = 0; i < Count; i++)
        {
            yield return source;
            for (var axis = Rank - 1; axis >= 0; axis--)
            {
                source += Strides[axis];
                if (++at[axis] < Shape[axis]) break;
                source -= Strides[axis] * Shape[axis];
                at[axis] = 0;
            }
        }
    }

    private static int[] Contiguous(int[] shape)
    {
        var strides = new int[shape.Length];
        for (int axis = shape.Length - 1, stride = 1; axis >= 0; stride *= Math.Max(1, shape[axis--])) strides[axis] = stride;
        return strides;
    }
}
