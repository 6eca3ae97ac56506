using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Onnx2Cs.Reference;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>
/// Every operator with attributes and inputs that do not fit: one clear error or a result, no other exception, no memory out of proportion.
/// </summary>
public class DamagedNodeTests
{
    private const int Variants = 40;

    private static readonly long[] s_odd =
        [0, 1, -1, 2, 3, 5, 100, 1 << 20, 1 << 28, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    public static TheoryData<string> Operators => EvaluationTests.Operators;

    [Theory]
    [MemberData(nameof(Operators))]
    public void Whatever_does_not_fit_is_one_error(string name)
    {
        var random = new Random(23);
        foreach (var one in EvaluationCases.All.Where(one => one.Operator == name))
        {
            for (var i = 0; i < Variants; i++)
            {
                var (model, values) = one.Build(one.Opsets.Last());
                var node = model.Graph.Node[0];
                foreach (var attribute in node.Attribute) if (random.Next(2) == 0) Damage(attribute, random);
                for (var k = 0; k < values.Length; k++) if (random.Next(3) == 0) values[k] = Damaged(values[k], random);
                if (random.Next(8) == 0) values = values[..random.Next(values.Length + 1)];
                try
                {
                    Allowance.Within(1000, () => Reference.Operators.Evaluate(new OnnxNode(node, 0, one.Opsets.Last()), values));
                }
                catch (ConversionException e)
                {
                    Assert.NotEmpty(e.Message);
                }
                catch (Exception e) when (e is not Xunit.Sdk.XunitException)
                {
                    var shapes = values.Select(value => value is null ? "-" : OnnxTensor.Describe(value.Shape));
                    Assert.Fail($"{one.Description}, variant {i}: {node} on {string.Join(", ", shapes)}: {e}");
                }
            }
        }
    }

    private static void Damage(AttributeProto attribute, Random random)
    {
        switch (random.Next(4))
        {
            case 0 when attribute.Ints.Count > 0:
                attribute.Ints[random.Next(attribute.Ints.Count)] = Odd(random);
                break;
            case 1 when attribute.Ints.Count > 0:
                attribute.Ints.Add(Odd(random));
                break;
            case 2:
                attribute.Ints.Clear();
                attribute.Floats.Clear();
                break;
            default:
                (attribute.I, attribute.F) = (Odd(random), random.Next(3) switch { 0 => 0, 1 => float.NaN, _ => float.PositiveInfinity });
                if (attribute.S.Length > 0) attribute.S = ByteString.CopyFromUtf8("odd->,...");
                break;
        }
    }

    private static OnnxTensor? Damaged(OnnxTensor? value, Random random)
    {
        if (value is null || random.Next(6) == 0) return null;
        if (random.Next(3) == 0)
            return value.Map(v => random.Next(3) != 0 ? v : random.Next(4) == 0 ? double.NaN : Odd(random));
        int[] shape = [.. value.Shape.Select(length => random.Next(3) == 0 ? random.Next(4) : length)];
        if (random.Next(3) == 0) shape = random.Next(2) == 0 ? [.. shape, random.Next(3)] : shape[..(shape.Length / 2)];
        return new(shape, [.. Enumerable.Range(0, OnnxTensor.Count(shape)).Select(_ => (double)random.Next(-3, 4))], value.Type);
    }

    private static long Odd(Random random) => s_odd[random.Next(s_odd.Length)];
}
