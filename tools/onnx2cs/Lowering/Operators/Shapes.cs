using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Operators that move elements or give them another shape or type, and do not compute.</summary>
internal static class Shapes
{
    public static Value Identity(LoweringContext context) => context[0];

    public static Value Dropout(LoweringContext context)
    {
        // In training mode with a ratio of 0 nothing is dropped either.
        var training = context.OptionalConstant(2)?.Values.Any(x => x != 0) == true && (context.OptionalConstant(1)?.Values[0] ?? 0.5) != 0;
        return training ? throw new ConversionException("in training mode is not supported; export the model in evaluation mode") : context[0];
    }

    public static Value Cast(LoweringContext context) => Cast(context, context[0], (ElementType)context.Node.Integer("to", 0));

    public static Value CastLike(LoweringContext context) => Cast(context, context[0], context[1].Type);

    private static Value Cast(LoweringContext context, Value value, ElementType type)
    {
        if (type.Bits() == 0) throw new ConversionException($"to {ElementTypes.NameOf((int)type)} is not supported");
        if (value.Constant is { } constant) return Folding.Unary(constant, Conversion(type), type);
        if (!type.IsInteger()) return value.As(type);
        if (type == ElementType.Bool)
            return value.Type == type ? value : Comparison.Not(context, Comparison.Equal(context, value, Value.Of(new OnnxTensor([], [0]))));

        // A number that was whole before, as bytes of an image are, stays what it is.
        return value.Type.IsInteger() && (value.Type.Bits() < type.Bits() || value.Type == type) ? value.As(type)
            : throw new ConversionException("of values that depend on the image to whole numbers is not supported");
    }

    private static Func<double, double> Conversion(ElementType type) => type switch
    {
        ElementType.Bool => x => x != 0 ? 1 : 0,
        ElementType.Float => x => (float)x,
        ElementType.Float16 => x => (double)(Half)x,
        ElementType.Double => x => x,
        _ => type.IsInteger() ? Math.Truncate : x => (float)x,
    };

    public static Value Reshape(LoweringContext context)
    {
        var x = context[0];
        var wanted = context.Integers("shape", 1) ?? throw new ConversionException("lacks the new shape");
        var keepZero = context.Node.Integer("allowzero", 0) != 0;
        var shape = new int[wanted.Length];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = wanted[i] == 0 && !keepZero && i < x.Rank ? x.Shape[i] : OnnxNode.Whole(wanted[i], "a dimension");

        // The graph states the images of a batch, and one of them is lowered.
        if (context.Batch > 1 && shape is [var first, ..] && first == context.Batch && x.Rank > 0 && x.Shape[0] == 1) shape[0] = 1;
        var free = Array.IndexOf(shape, -1);
        if (free >= 0)
        {
            shape[free] = 1;
            shape[free] = x.View.Count / Math.Max(1, OnnxTensor.Count(shape));
        }

        return context.Reshape(x, shape);
    }

    public static Value Flatten(LoweringContext context)
    {
        var x = context[0];
        var stated = context.Node.Integer("axis", 1);
        var axis = stated == x.Rank ? x.Rank : LoweringContext.Axis(stated, x.Rank);
        return context.Reshape(x, OnnxTensor.Count(x.Shape.AsSpan(0, axis)), OnnxTensor.Count(x.Shape.AsSpan(axis)));
    }

    public static Value Squeeze(LoweringContext context)
    {
        var x = context[0];
        var axes = context.Integers("axes", 1)?.Select(axis => LoweringContext.Axis(axis, x.Rank)).ToHashSet()
            ?? [.. Enumerable.Range(0, x.Rank).Where(axis => x.Shape[axis] == 1)];
        return axes.Any(axis => x.Shape[axis] != 1)
            ? throw new ConversionException($"removes an axis of {OnnxTensor.Describe(x.Shape)} that is longer than 1") : x.Move(view => view.Without(axes));
    }

    public static Value Unsqueeze(LoweringContext context)
    {
        var x = context[0];
        var stated = context.Integers("axes", 1) ?? throw new ConversionException("lacks the axes");
        var axes = stated.Select(axis => LoweringContext.Axis(axis, x.Rank + stated.Length)).ToHashSet();
        if (axes.Count != stated.Length) throw new ConversionException("names an axis twice");
        return x.Move(view => axes.Order().Aggregate(view, (result, axis) => result.Insert(axis)));
    }

    public static Value Transpose(LoweringContext context)
    {
        var x = context[0];
        int[] permutation = context.Node.Integers("perm") is { } perm
            ? [.. perm.Select(axis => LoweringContext.Axis(axis, x.Rank))] : [.. Enumerable.Range(0, x.Rank).Reverse()];
        return permutation.Length == x.Rank && permutation.Order().SequenceEqual(Enumerable.Range(0, x.Rank)) ? x.Move(view => view.Transpose(permutation))
            : throw new ConversionException($"has a perm that is no permutation of {x.Rank} axes");
    }

    public static Value Expand(LoweringContext context)
    {
        var wanted = context.Constant(1).Integers.Select(length => OnnxNode.Whole(length, "a dimension")).ToArray();
        var x = context[0];
        if (context.Batch > 1 && wanted.Length == x.Rank && wanted is [var first, ..] && first == context.Batch && x.Shape[0] == 1) wanted[0] = 1;
        var shape = View.Broadcast(x.Shape, wanted);
        if (x.Constant is not null) Allowance.Take(shape);
        return x.Move(view => view.BroadcastTo(shape));
    }

    public static Value Tile(LoweringContext context)
    {
        var x = context[0];

        // Operator set 1 repeated one axis.
        var repeats = context.Node.Opset >= 6 ? context.Constant(1).Integers
            : [.. x.Shape.Select((_, axis) => axis == (int)context.Constant(2).Values[0] ? (long)context.Constant(1).Values[0] : 1)];
        if (repeats.Length != x.Rank) throw new ConversionException($"has {repeats.Length} repeats for {x.Rank} axes");
        var view = x.View;
        for (var axis = x.Rank - 1; axis >= 0; axis--) view = view.Insert(axis, OnnxNode.Whole(repeats[axis], "repeats"));
        return context.Reshape(x.Move(_ => view), [.. x.Shape.Select((length, axis) => length * (int)repeats[axis])]);
    }

    public static Value Shape(LoweringContext context)
    {
        var shape = context[0].Shape;
        var start = Bound(context.Node.Integer("start", 0));
        var end = Bound(context.Node.Integer("end", shape.Length));
        return Value.Of(OnnxTensor.FromIntegers(shape[start..Math.Max(start, end)].Select(length => (long)length)));

        int Bound(long axis) => (int)Math.Clamp(axis < 0 ? axis + shape.Length : axis, 0, shape.Length);
    }

    public static Value Size(LoweringContext context) => Value.Of(new OnnxTensor([], [context[0].View.Count], ElementType.Int64));

    /// <summary>Blocks of pixels become channels.</summary>
    public static Value SpaceToDepth(LoweringContext context)
    {
        var (x, block) = Blocks(context);
        if (x.Shape[2] % block != 0 || x.Shape[3] % block != 0)
            throw new ConversionException($"has blocks of {block} that do not fit {x.Shape[2]}x{x.Shape[3]} pixels");
        var (c, h, w) = (x.Shape[1], x.Shape[2] / block, x.Shape[3] / block);
        var blocks = context.Reshape(x, x.Shape[0], c, h, block, w, block).Move(view => view.Transpose([0, 3, 5, 1, 2, 4]));
        return context.Reshape(blocks, x.Shape[0], c * block * block, h, w);
    }

    /// <summary>Channels become blocks of pixels; in the mode CRD a channel's own pixels lie side by side, as PyTorch's pixel shuffle has them.</summary>
    public static Value DepthToSpace(LoweringContext context)
    {
        var (x, block) = Blocks(context);
        var (c, h, w) = (x.Shape[1] / (block * block), x.Shape[2], x.Shape[3]);
        if (c * block * block != x.Shape[1]) throw new ConversionException($"has blocks of {block} that do not fit {x.Shape[1]} channels");
        var blocks = context.Node.Text("mode", "DCR") switch
        {
            "DCR" => context.Reshape(x, x.Shape[0], block, block, c, h, w).Move(view => view.Transpose([0, 3, 4, 1, 5, 2])),
            "CRD" => context.Reshape(x, x.Shape[0], c, block, block, h, w).Move(view => view.Transpose([0, 1, 4, 2, 5, 3])),
            var mode => throw new ConversionException($"with mode {Quoted.Text(mode)} is not supported"),
        };
        return context.Reshape(blocks, x.Shape[0], c, h * block, w * block);
    }

    private static (Value X, int Block) Blocks(LoweringContext context)
    {
        var block = OnnxNode.Whole(context.Node.Integer("blocksize", 0), "blocksize");
        return context[0] is { Rank: 4 } x && block > 0 ? (x, block)
            : throw new ConversionException($"with blocks of {block} on {OnnxTensor.Describe(context[0].Shape)} is not supported");
    }
}
