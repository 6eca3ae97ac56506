namespace Freeze.Onnx2Cs.Tests.HandBuilt;

/// <summary>
/// Every operator in every form that operator sets 7 to 22 have of it: the reference evaluator against ONNX Runtime, the lowered graph against the
/// evaluator, and the compiled network against ONNX Runtime.
/// </summary>
public class OperatorFormTests
{
    public static TheoryData<string> Names => [.. OperatorForms.All.Select(form => form.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_operator_set_computes_what_ONNX_Runtime_does(string name)
    {
        var form = OperatorForms.All.Single(form => form.Name == name);
        foreach (var one in form.Cases)
        {
            Assert.Contains(form.Operator, one.Operators());
            var g = new GraphBuilder(one.InputShape, one.Opset);
            var x = one.Build(g);
            g.Output(x);
            Oracle.AssertLikeOnnxRuntime(g);
            if (!form.IsLowered) continue;

            // A convolution with a window of all sees every pixel, so that a mistake anywhere shows.
            var shape = Oracle.Reference(g.ToGraph(), g.RandomInput()).Shape;
            if (shape.Length == 4)
            {
                g.Graph.Output.Clear();
                g.Output(g.Node("Conv", [x, g.Random("all", 3, shape[1], shape[2], shape[3])]));
            }

            if (one.Compiles) Oracle.AssertCompilesRight(g);
            else Oracle.AssertLowersRight(g);
        }
    }

    [Fact]
    public void Every_operator_has_cases_that_pass()
    {
        var counts = HandBuiltCases.Counts();
        foreach (var row in Documentation.OperatorTable.Rows)
        {
            var count = counts.GetValueOrDefault(row.Name);
            Assert.True(count.Passed > 0, $"{row.Name} is claimed, and no case shows that it works");
            Assert.True(row.LoweredTo is null || count.Compiled > 0, $"{row.Name} is said to be lowered, and no case is compiled and run");
        }
    }

    [Fact]
    public void Forms_have_names_of_their_own() => Assert.Equal(OperatorForms.All.Count, OperatorForms.All.DistinctBy(form => form.Name).Count());
}
