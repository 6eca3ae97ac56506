using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;
using Google.Protobuf;
using Xunit.Abstractions;

namespace Freeze.Onnx2Cs.Tests.Evaluation;

/// <summary>
/// The reference evaluator against ONNX Runtime: every operator that it knows, in its forms, in every operator set from 7 to 24 that has
/// them, on seeded random inputs. Floats agree within 1e-5 of one and of the value, whole numbers exactly; shapes and types are the same.
/// </summary>
public class EvaluationTests(ITestOutputHelper output)
{
    public static TheoryData<string> Operators =>
        [.. EvaluationCases.All.Select(one => one.Operator).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Operators))]
    public void The_evaluator_computes_what_ONNX_Runtime_does(string name)
    {
        var problems = EvaluationCases.All.Where(one => one.Operator == name).SelectMany(Problems).ToArray();
        Assert.True(problems.Length == 0, string.Join('\n', problems));
    }

    [Fact]
    public void Every_operator_of_the_evaluator_has_cases() => Assert.Equal(
        Reference.Operators.Names,
        EvaluationCases.All.Select(one => one.Operator).Concat(GraphEvaluationTests.Operators).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Little_is_written_out()
    {
        var cases = EvaluationCases.All.SelectMany(one => one.Opsets.Select(opset => one)).ToArray();
        var writtenOut = cases.Where(one => one.WrittenOut is not null).ToArray();
        var operators = cases.Select(one => one.Operator).Distinct().Count();
        output.WriteLine($"{cases.Length} cases of {operators} operators, {writtenOut.Length} written out:");
        foreach (var one in writtenOut.Distinct()) output.WriteLine($"{one.Description}: {one.WhyWrittenOut}");
        Assert.All(writtenOut, one => Assert.NotEmpty(one.WhyWrittenOut));
        Assert.InRange(writtenOut.Length, 0, cases.Length / 20);
    }

    private static IEnumerable<string> Problems(EvaluationCase one)
    {
        Assert.NotEmpty(one.Opsets);
        foreach (var opset in one.Opsets)
        {
            string? problem;
            try
            {
                problem = Problem(one, opset);
            }
            catch (Exception e) when (e is ConversionException or Microsoft.ML.OnnxRuntime.OnnxRuntimeException)
            {
                problem = e.Message;
            }
            if (problem is not null) yield return $"{one.Description}, set {opset}: {problem}";
        }
    }

    private static string? Problem(EvaluationCase one, int opset)
    {
        var (model, values) = one.Build(opset);
        var inputs = values.Select((value, i) => (Name: $"x{i}", Value: value)).Where(input => input.Value is not null)
            .ToDictionary(input => input.Name, input => input.Value!, StringComparer.Ordinal);
        var bytes = model.ToByteArray();
        var actual = ReferenceEvaluator.Run(OnnxFile.Parse(bytes, "model.onnx"), inputs);
        OnnxTensor[] expected = one.WrittenOut is { } formula ? [formula([.. values.Select(value => value!)])]
            : OnnxRuntime.Run(bytes, inputs);
        for (var i = 0; i < expected.Length; i++)
        {
            if (Difference(expected[i], actual[$"y{i}"], one.Tolerance) is { } difference) return $"output {i}: {difference}";
        }
        return null;
    }

    internal static string? Difference(OnnxTensor expected, OnnxTensor actual, double tolerance)
    {
        if (!expected.Shape.AsSpan().SequenceEqual(actual.Shape))
            return $"shape {OnnxTensor.Describe(actual.Shape)} instead of {OnnxTensor.Describe(expected.Shape)}";
        if (expected.Type != actual.Type) return $"type {actual.Type} instead of {expected.Type}";
        for (var i = 0; i < expected.Values.Length; i++)
        {
            var (e, a) = (expected.Values[i], actual.Values[i]);
            var right = e.Equals(a) || (!expected.Type.IsInteger() && Math.Abs(e - a) <= tolerance * (1 + Math.Abs(e)));
            if (!right) return $"{a:R} instead of {e:R} at {i} of {OnnxTensor.Describe(expected.Shape)}";
        }
        return null;
    }
}
