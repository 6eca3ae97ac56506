using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Gemm, MatMul and Einsum: with constant weights a Dense on one row, or a convolution of single pixels on many.</summary>
internal static class Products
{
    // The product of two results is summed from its elements' products, which only small ones can be.
    private const int MostProducts = 1 << 22;

    public static Value Gemm(LoweringContext context)
    {
        var node = context.Node;
        var (a, b) = (Matrix(context[0], node.Integer("transA", 0) != 0), Matrix(context[1], node.Integer("transB", 0) != 0));
        var product = Scale(context, MatMul(context, a, b), node.Float("alpha", 1));
        if (context.Optional(2) is not { } c) return product;
        if (!View.Broadcast(product.Shape, c.Shape).AsSpan().SequenceEqual(product.Shape))
            throw new ConversionException($"has a bias of shape {OnnxTensor.Describe(c.Shape)} for {OnnxTensor.Describe(product.Shape)}");
        return Plus(context, product, Scale(context, c, node.Float("beta", 1)));
    }

    /// <summary>ONNX Runtime's own Gemm with an activation.</summary>
    public static Value FusedGemm(LoweringContext context) => Convolution.FusedActivation(context, Gemm(context));

    public static Value MatMul(LoweringContext context) => MatMul(context, context[0], context[1]);

    /// <summary>ONNX Runtime's own product of transposed matrices.</summary>
    public static Value Fused(LoweringContext context)
    {
        var node = context.Node;
        if (node.Integer("transBatchA", 0) + node.Integer("transBatchB", 0) != 0) throw new ConversionException("with transposed batches is not supported");
        var product = MatMul(context, Last(context[0], node.Integer("transA", 0) != 0), Last(context[1], node.Integer("transB", 0) != 0));
        return Scale(context, product, node.Float("alpha", 1));
    }

    public static Value MatMul(LoweringContext context, Value a, Value b)
    {
        if (a.Constant is { } left && b.Constant is { } right) return Folding.MatMul(left, right);
        if (a.Rank == 1) return Single(MatMul(context, a.Move(view => view.Insert(0)), b), 2);
        if (b.Rank == 1) return Single(MatMul(context, a, b.Move(view => view.Insert(1))), 1);
        if (a.Rank < 2 || b.Rank < 2 || a.Shape[^1] != b.Shape[^2])
            throw new ConversionException($"has inputs of shapes {OnnxTensor.Describe(a.Shape)} and {OnnxTensor.Describe(b.Shape)}, which do not fit together");
        if (b.Constant is { } weights && weights.Shape.SkipLast(2).All(length => length == 1))
            return Weighted(context, a, weights.Reshape(weights.Shape[^2..]), Math.Max(a.Rank, b.Rank));

        // W x = (x' W')'.
        if (a.Constant is { } first && first.Shape.SkipLast(2).All(length => length == 1))
            return Last(MatMul(context, Last(b, true), Last(a, true)), true);
        return Summed(context, a, b);
    }

    /// <summary>Einstein sums of two operands without a letter twice in one of them: a product over what they share.</summary>
    public static Value Einsum(LoweringContext context)
    {
        var equation = context.Node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        var sides = equation.Split("->");
        var terms = sides[0].Split(',');
        if (sides.Length > 2 || equation.Contains('.', StringComparison.Ordinal) || terms.Length != context.Count || terms.Length is < 1 or > 2
            || terms.Any(term => term.Distinct().Count() != term.Length) || terms.Where((term, i) => term.Length != context[i].Rank).Any())
            throw new ConversionException($"of {Quoted.Text(equation)} is not supported; export it as a product and a sum");
        var letters = terms.SelectMany(term => term).Distinct().ToArray();
        var result = sides.Length == 2 ? sides[1]
            : string.Concat(letters.Where(letter => terms.Count(term => term.Contains(letter, StringComparison.Ordinal)) == 1).Order());
        if (result.Any(letter => !letters.Contains(letter)) || result.Distinct().Count() != result.Length)
            throw new ConversionException($"of {Quoted.Text(equation)} is not supported; export it as a product and a sum");
        return terms.Length == 1 ? Sum(context, context[0], terms[0], result) : Contract(context, terms, result);
    }

    // Letters of both operands and the result are batches, those of both alone are summed, those of one alone stay: a product of matrices.
    private static Value Contract(LoweringContext context, string[] terms, string result)
    {
        var (a, b) = (context[0], context[1]);
        string left = terms[0], right = terms[1];
        foreach (var letter in left.Where(letter => !right.Contains(letter) && !result.Contains(letter)).ToArray())
            (a, left) = (Sum(context, a, left, left.Replace($"{letter}", "", StringComparison.Ordinal)), left.Replace($"{letter}", "", StringComparison.Ordinal));
        foreach (var letter in right.Where(letter => !left.Contains(letter) && !result.Contains(letter)).ToArray())
            (b, right) = (Sum(context, b, right, right.Replace($"{letter}", "", StringComparison.Ordinal)), right.Replace($"{letter}", "", StringComparison.Ordinal));
        var batch = string.Concat(left.Where(letter => right.Contains(letter) && result.Contains(letter)));
        var shared = string.Concat(left.Where(letter => right.Contains(letter) && !result.Contains(letter)));
        var (rows, columns) = (string.Concat(left.Except(right)), string.Concat(right.Except(left)));
        int[] Lengths(string letters) => [.. letters.Select(letter => left.Contains(letter) ? a.Shape[left.IndexOf(letter)] : b.Shape[right.IndexOf(letter)])];
        if (batch.Concat(shared).Any(letter => a.Shape[left.IndexOf(letter)] != b.Shape[right.IndexOf(letter)]))
            throw new ConversionException("has axes of one letter and different lengths");
        var (m, k, n) = (OnnxTensor.Count(Lengths(rows)), OnnxTensor.Count(Lengths(shared)), OnnxTensor.Count(Lengths(columns)));
        var x = context.Reshape(Ordered(a, left, batch + rows + shared), [.. Lengths(batch), m, k]);
        var y = context.Reshape(Ordered(b, right, batch + shared + columns), [.. Lengths(batch), k, n]);
        var product = context.Reshape(MatMul(context, x, y), [.. Lengths(batch), .. Lengths(rows), .. Lengths(columns)]);
        return Ordered(product, batch + rows + columns, result);
    }

    private static Value Ordered(Value value, string from, string to) => value.Move(view => view.Transpose([.. to.Select(letter => from.IndexOf(letter))]));

    private static Value Sum(LoweringContext context, Value value, string from, string to)
    {
        int[] gone = [.. Enumerable.Range(0, from.Length).Where(axis => !to.Contains(from[axis]))];
        var sum = gone.Length == 0 ? value : value.Constant is { } constant ? Folding.Reduce(constant, gone, items => items.Sum()) : Reduction.Sum(context, value, gone);
        return Ordered(sum.Move(view => view.Without(gone)), string.Concat(from.Where(letter => to.Contains(letter))), to);
    }

    private static Value Weighted(LoweringContext context, Value x, OnnxTensor weights, int rank)
    {
        var (depth, outputs) = (weights.Shape[0], weights.Shape[1]);
        int[] shape = [.. Enumerable.Repeat(1, rank - x.Rank), .. x.Shape[..^1], outputs];
        Allowance.Take(weights.Values.Length);
        double[] transposed = [.. View.Of(weights.Shape).Transpose([1, 0]).Elements().Select(place => weights.Values[place])];
        if (x.View.Count == depth) return Value.Of(Dense(context, x, transposed, outputs), View.Of(shape));
        var last = x.Rank - 1;
        var source = x.Source;

        // Where the channels lie along the last axis already, the pixels keep their places.
        if (x.View.IsPermutation(source.Shape.Count) && source.Shape.C == depth && x.View.Strides[last] == (depth == 1 ? 0 : source.Shape.Plane))
        {
            var y = context.Pointwise(source, outputs, transposed);
            int[] strides = [.. x.View.Strides];
            strides[last] = source.Shape.Plane;
            return context.Reshape(Value.Of(y, View.Strided([.. x.Shape[..^1], outputs], strides)), shape);
        }

        int[] pixels = [.. x.Shape[..^1].SkipWhile(length => length == 1)];
        var image = new Chw(depth, OnnxTensor.Count(pixels.AsSpan(0, Math.Max(0, pixels.Length - 1))), pixels.Length > 0 ? pixels[^1] : 1);
        var arranged = context.Arrange(source, x.View.Transpose([last, .. Enumerable.Range(0, last)]), image);
        var result = context.Pointwise(arranged, outputs, transposed);
        int[] lengths = [outputs, .. x.Shape[..^1]];
        var view = View.Of(lengths).Transpose([.. Enumerable.Range(1, last), 0]);
        return context.Reshape(Value.Of(result, view), shape);
    }

    // The weights are brought into the order in which the elements of the row lie.
    private static Op Dense(LoweringContext context, Value x, double[] weights, int outputs)
    {
        var depth = x.View.Count;
        var whole = x.View.IsPermutation(x.Source.Shape.Count);
        var source = whole ? x.Source : context.Arrange(x.Source, x.View, new(depth, 1, 1));
        var op = context.New(OpKind.Dense, new(outputs, 1, 1), source);
        op.Bias = new double[outputs];
        op.Weight = weights;
        if (!whole || x.View.IsWhole(depth)) return op;
        op.Weight = new double[Allowance.Take([outputs, depth])];
        var i = 0;
        foreach (var place in x.View.Elements())
        {
            for (var output = 0; output < outputs; output++) op.Weight[(output * depth) + place] = weights[(output * depth) + i];
            i++;
        }

        return op;
    }

    // sum over k of a[.., m, 1, k] * b[.., 1, n, k].
    private static Value Summed(LoweringContext context, Value a, Value b)
    {
        var (rank, last) = (Math.Max(a.Rank, b.Rank), b.Rank - 1);
        var left = a.Move(view => view.Insert(a.Rank - 1));
        var right = b.Move(view => view.Transpose([.. Enumerable.Range(0, last - 1), last, last - 1]).Insert(last - 1));
        var shape = View.Broadcast(left.Shape, right.Shape);
        if (OnnxTensor.Count(shape) > MostProducts)
            throw new ConversionException($"of two results of shapes {OnnxTensor.Describe(a.Shape)} and {OnnxTensor.Describe(b.Shape)} is not supported: it is too large");
        var sum = Reduction.Sum(context, Arithmetic.Mul(context, left, right), [rank]);
        return sum.Move(view => view.Without([rank]));
    }

    private static Value Matrix(Value value, bool transposed) => value.Rank == 2 ? Last(value, transposed)
        : throw new ConversionException($"of a tensor of shape {OnnxTensor.Describe(value.Shape)} is not supported; it must be a matrix");

    private static Value Last(Value value, bool transposed) => !transposed ? value : value.Rank < 2
        ? throw new ConversionException("transposes what is no matrix")
        : value.Move(view => view.Transpose([.. Enumerable.Range(0, view.Rank - 2), view.Rank - 1, view.Rank - 2]));

    private static Value Single(Value product, int fromEnd) => product.Move(view => view.Without([view.Rank - fromEnd]));

    private static Value Scale(LoweringContext context, Value value, double factor) => factor == 1 ? value
        : value.Constant is { } constant ? Folding.Unary(constant, x => factor * x) : Elementwise.Affine(context, value, factor, 0);

    private static Value Plus(LoweringContext context, Value a, Value b) => b.Constant is { } shift && a.Constant is null
        ? Elementwise.Affine(context, a, null, shift) : Arithmetic.Add(context, a, b);
}
