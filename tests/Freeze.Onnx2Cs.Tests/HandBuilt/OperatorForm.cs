using Freeze.Onnx2Cs.Lowering.Operators;

namespace Freeze.Onnx2Cs.Tests.HandBuilt;

/// <summary>An operator in a form that some operator sets have.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Form">What is particular about it; empty for its ordinary form.</param>
/// <param name="From">First operator set with this form, of those that ONNX Runtime runs (7 on).</param>
/// <param name="To">Last operator set with this form.</param>
/// <param name="Build">Adds its nodes to a graph with the input "x" [1,4,6,6] and gives the name of the result.</param>
internal sealed record OperatorForm(string Operator, string Form, int From, int To, Func<GraphBuilder, string> Build)
{
    // Those that changed what operators mean or how they are written, and the newest.
    private static readonly int[] s_opsets = [7, 9, 11, 13, 16, 18, 20, 21, 22, 23, 24];

    public string Name => Form.Length > 0 ? $"{Operator}, {Form}" : Operator;

    /// <summary>One case for each operator set; the newest is compiled, unless the operator works on constants alone.</summary>
    public IEnumerable<HandBuiltCase> Cases => s_opsets.Append(From).Where(opset => opset >= From && opset <= To).Distinct().Order().Reverse()
        .Select((opset, age) => new HandBuiltCase($"{Name}, operator set {opset}", opset, [1, 4, 6, 6], Build, IsLowered && age == 0));

    public bool IsLowered => Lowerings.Names.Contains(Operator);
}
