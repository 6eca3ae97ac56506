namespace Freeze.Onnx2Cs.Lowering.Values;

/// <summary>Which channels, rows and columns of an operator's result a view shows, and along which of its axes.</summary>
/// <param name="Channels">What is taken of the channels.</param>
/// <param name="Rows">What is taken of the rows.</param>
/// <param name="Columns">What is taken of the columns.</param>
/// <param name="Axes">The view's axes along which channels, rows and columns lie; -1 where a single one is shown.</param>
internal sealed record Placement(Selection Channels, Selection Rows, Selection Columns, int[] Axes)
{
    /// <summary>Finds it; null where the view is no such block of the result, with each axis along one side of it and in its direction.</summary>
    public static Placement? Of(View view, Chw shape)
    {
        int[] lengths = [shape.C, shape.H, shape.W], units = [shape.Plane, shape.W, 1];
        int[] starts = [view.Offset / shape.Plane, view.Offset / shape.W % shape.H, view.Offset % shape.W];
        Selection[] taken = [new(starts[0], 1, 1, 0, 0), new(starts[1], 1, 1, 0, 0), new(starts[2], 1, 1, 0, 0)];
        int[] axes = [-1, -1, -1];
        for (var axis = 0; axis < view.Rank; axis++)
        {
            var (length, stride) = (view.Shape[axis], view.Strides[axis]);
            if (length == 1) continue;
            var side = Array.FindIndex(units, unit => stride >= unit && stride % unit == 0);
            while (side is >= 0 and < 3 && starts[side] + ((length - 1L) * (stride / units[side])) >= lengths[side]) side++;
            if (side is < 0 or 3 || stride % units[side] != 0 || axes[side] >= 0) return null;
            axes[side] = axis;
            taken[side] = new(starts[side], stride / units[side], length, 0, 0);
        }

        return new(taken[0], taken[1], taken[2], axes);
    }
}
