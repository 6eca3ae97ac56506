using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Onnx2Cs.Tests.Backend;

namespace Freeze.Onnx2Cs.Tests.Documentation;

/// <summary>SUPPORTED-OPS.md says what the code does. With FREEZE_WRITE_DOCS=1 the test writes the file instead.</summary>
public sealed partial class SupportedOperatorsTests
{
    private static string File => Path.Combine(Here(), "..", "..", "..", "SUPPORTED-OPS.md");

    [Fact]
    public void The_table_names_the_operators_that_the_code_knows()
    {
        Assert.Equal(Reference.Operators.Names.Union(Lowerings.All.Keys).Order(StringComparer.Ordinal),
            OperatorTable.Rows.Select(row => row.Name).Order(StringComparer.Ordinal));
        Assert.Equal(Lowerings.All.Keys.Order(StringComparer.Ordinal),
            OperatorTable.Rows.Where(row => row.LoweredTo is not null).Select(row => row.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_page_is_up_to_date()
    {
        var page = Page();
        if (Environment.GetEnvironmentVariable("FREEZE_WRITE_DOCS") == "1" && BackendCases.ArePresent) System.IO.File.WriteAllText(File, page);
        var committed = System.IO.File.ReadAllText(File);

        // Without the cases their numbers cannot be told; the rest can.
        if (!BackendCases.ArePresent) (page, committed) = (Counts().Replace(page, "| |\n"), Counts().Replace(committed, "| |\n"));
        Assert.Equal(page, committed);
    }

    private static string Page()
    {
        var passed = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var c in BackendCases.Claimed.Where(c => !BackendCases.Listed.ContainsKey(c.Name)))
        {
            var graph = ModelProto.Parser.ParseFrom(System.IO.File.ReadAllBytes(c.Model)).Graph;
            foreach (var op in graph.Node.Select(node => node.OpType).Distinct()) passed[op] = passed.GetValueOrDefault(op) + 1;
        }

        var page = new StringBuilder(
            """
            # Supported operators

            What `onnx2cs` makes of ONNX. Everything else is refused, all problems at once, grouped by operator with the first node, its shapes and
            what to do. Any operator below may work on constants alone: it is evaluated when the model is converted.

            The last column counts ONNX's own test cases (Debian's `libonnx-testdata`) that use the operator and whose stored outputs the reference
            evaluator gives; cases that do not pass stand in `tests/Freeze.Onnx2Cs.Tests/Backend/listed.txt` with the reason. The lowering is
            judged by the same cases where they can be made into networks of images, and by networks that are compared with ONNX Runtime.

            This page is written by a test: `FREEZE_WRITE_DOCS=1 dotnet test tests/Freeze.Onnx2Cs.Tests --filter SupportedOperators`.

            | Operator | Operator sets | Lowered to | Restrictions | Cases |
            |---|---|---|---|---|

            """);
        foreach (var row in OperatorTable.Rows)
        {
            page.Append($"| {row.Name} | {row.Since} on | {row.LoweredTo ?? "constants only"} ");
            page.Append($"| {row.Restrictions} | {passed.GetValueOrDefault(row.Name)} |\n");
        }
        page.Append(
            """

            ## Element types

            Weights in float32, float64 and float16 become float32, and so do whole numbers of eight bits behind a DequantizeLinear; other whole
            numbers may serve as shapes. Images enter as floats, or as bytes with a Cast behind them.

            ## Model-local functions

            Functions that the file defines are put in place where they are called, with their attributes.

            ## Channels last

            Graphs of TensorFlow, which transpose round each convolution, are followed without moving data. An input [N,H,W,C] with at most four
            channels is known by its shape. Scales and shifts at the head of the graph become part of the input's normalisation.

            """);
        return page.ToString();
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"\| \d+ \|\n")]
    private static partial Regex Counts();
}
