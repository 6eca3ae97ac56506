using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Sums of products over named axes, as in NumPy's einsum: "bi,oi->bo" is a product with a transposed matrix.</summary>
internal static class Einsum
{
    // Axes that an ellipsis stands for are named by numbers from the end, which no letter is.
    private const char LastOfEllipsis = '\u0100';

    public static OnnxTensor Run(Arguments a)
    {
        var equation = a.Node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        var sides = equation.Split("->");
        var terms = sides[0].Split(',');
        if (sides.Length > 2 || terms.Length != a.Count)
            throw new ConversionException($"the equation {Quoted.Text(equation)} does not fit {a.Count} inputs");
        var names = terms.Select((term, i) => Names(term, a[i].Rank, equation)).ToArray();
        var lengths = Lengths(a, names, equation);
        var output = sides.Length == 2 ? OutputNames(sides[1], names) : Implicit(names);
        if (output.Distinct().Count() != output.Length || output.Any(name => !lengths.ContainsKey(name)))
            throw new ConversionException($"the equation {Quoted.Text(equation)} names an axis of the result that is none");
        char[] summed = [.. lengths.Keys.Except(output)];
        var y = new OnnxTensor([.. output.Select(name => lengths[name])], a[0].Type);
        int[] inner = [.. summed.Select(name => lengths[name])];
        var products = OnnxTensor.Count(inner);
        Effort.Take(y.Values.Length, products);
        var steps = names.Select((_, i) => (Output: Steps(a[i].Shape, names[i], output), Inner: Steps(a[i].Shape, names[i], summed)))
            .ToArray();
        for (var i = 0; i < y.Values.Length; i++)
        {
            var at = Indices.Of(i, y.Shape);
            int[] starts = [.. steps.Select(step => Dot(at, step.Output))];
            for (var k = 0; k < products; k++)
            {
                var along = Indices.Of(k, inner);
                var product = 1.0;
                for (var operand = 0; operand < names.Length; operand++)
                    product *= a[operand].Values[starts[operand] + Dot(along, steps[operand].Inner)];
                y.Values[i] += product;
            }
        }
        return y;
    }

    private static char[] Names(string term, int rank, string equation)
    {
        var ellipsis = term.IndexOf("...", StringComparison.Ordinal);
        var letters = term.Replace("...", "", StringComparison.Ordinal);
        if (!letters.All(char.IsAsciiLetter) || (ellipsis < 0 ? letters.Length != rank : letters.Length > rank))
            throw new ConversionException($"the equation {Quoted.Text(equation)} does not fit its inputs");
        if (ellipsis < 0) return [.. letters];
        return [.. letters[..ellipsis], .. Ellipsis(rank - letters.Length), .. letters[ellipsis..]];
    }

    private static IEnumerable<char> Ellipsis(int count) => Enumerable.Range(0, count).Select(i => (char)(LastOfEllipsis + count - 1 - i));

    private static char[] OutputNames(string term, char[][] names)
    {
        var ellipsis = term.IndexOf("...", StringComparison.Ordinal);
        if (ellipsis < 0) return [.. term];
        var count = names.Max(operand => operand.Count(name => name >= LastOfEllipsis));
        return [.. term[..ellipsis], .. Ellipsis(count), .. term[(ellipsis + 3)..]];
    }

    // Without a right side: what an ellipsis stands for, then the letters that appear once, in the order of the alphabet.
    private static char[] Implicit(char[][] names) =>
    [
        .. Ellipsis(names.Max(operand => operand.Count(name => name >= LastOfEllipsis))),
        .. names.SelectMany(operand => operand).Where(name => name < LastOfEllipsis).GroupBy(name => name)
            .Where(group => group.Count() == 1).Select(group => group.Key).Order(),
    ];

    private static Dictionary<char, int> Lengths(Arguments a, char[][] names, string equation)
    {
        var lengths = new Dictionary<char, int>();
        for (var i = 0; i < names.Length; i++)
        {
            for (var axis = 0; axis < names[i].Length; axis++)
            {
                var (name, length) = (names[i][axis], a[i].Shape[axis]);
                if (!lengths.TryGetValue(name, out var known) || known == 1) lengths[name] = length;
                else if (length != known && length != 1)
                    throw new ConversionException($"the equation {Quoted.Text(equation)} names axes alike that differ in length");
            }
        }
        return lengths;
    }

    // How far the operand's elements lie apart along each named axis; an axis that is named twice is walked along its diagonal.
    private static int[] Steps(int[] shape, char[] names, char[] along) =>
    [
        .. along.Select(name =>
        {
            var (step, stride) = (0, 1);
            for (var axis = shape.Length - 1; axis >= 0; stride *= shape[axis--])
                if (names[axis] == name && shape[axis] > 1) step += stride;
            return step;
        }),
    ];

    private static int Dot(int[] at, int[] steps)
    {
        var sum = 0;
        for (var i = 0; i < at.Length; i++) sum += at[i] * steps[i];
        return sum;
    }
}
