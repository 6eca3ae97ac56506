using System.Text;
using Freeze.Onnx2Cs.Tests.HandBuilt;

namespace Freeze.Onnx2Cs.Tests.Documentation;

/// <summary>Writes SUPPORTED-OPS.md.</summary>
internal static class SupportedOperatorsPage
{
    /// <summary>The heading of the part that can be written only where ONNX's cases are.</summary>
    public const string Counted = "## ONNX's own test cases";

    private const string Before =
        """
        # Supported operators

        What `onnx2cs` makes of ONNX. Everything else is refused, all problems at once, grouped by operator with the first node, its shapes and
        what to do. Any operator below may work on constants alone: it is evaluated when the model is converted.

        The last two columns count the test cases that use an operator and pass; in brackets, how many of them are also lowered, compiled and
        run. *Own* cases are built by the tests, one for each form and operator set from 7 to 22, and compared with ONNX Runtime. *ONNX's* cases
        are those of its own test suites, which reach operator set 17, with the outputs that they store.

        This page is written by a test: `FREEZE_WRITE_DOCS=1 dotnet test tests/Freeze.Onnx2Cs.Tests --filter SupportedOperators`.

        | Operator | Operator sets | Lowered to | Restrictions | Own cases | ONNX's cases |
        |---|---|---|---|---|---|

        """;

    private const string Between =
        $"""

        {Counted}

        Debian's `libonnx-testdata` (ONNX 1.12). A case of supported operators alone must give its stored outputs in the reference evaluator, or
        stand in `tests/Freeze.Onnx2Cs.Tests/Backend/listed.txt` with the reason; one that is about an image and can be lowered is made into a
        network, compiled and run as well. A test fails where a case fails that is not listed, or passes that is.


        """;

    private const string After =
        """

        ## Element types

        Weights in float32, float64 and float16 become float32, and so do whole numbers of eight bits behind a DequantizeLinear; other whole
        numbers may serve as shapes. Images enter as floats, or as bytes with a Cast behind them.

        ## Quantised networks

        QuantizeLinear and DequantizeLinear round the network's activations where the quantised network rounds them; the layers between are
        computed in floats. ONNX Runtime computes the same where its graph optimisations are off.

        ## Model-local functions

        Functions that the file defines are put in place where they are called, with their attributes.

        ## Channels last

        Graphs of TensorFlow, which transpose round each convolution, are followed without moving data. An input [N,H,W,C] with at most four
        channels is known by its shape. Scales and shifts at the head of the graph become part of the input's normalisation.

        """;

    public static string Write()
    {
        var (own, suites) = (HandBuiltCases.Counts(), new SuiteTables());
        var stored = suites.ByOperator();
        var page = new StringBuilder(Before);
        foreach (var row in OperatorTable.Rows)
        {
            page.Append($"| {row.Name} | {row.Since} on | {row.LoweredTo ?? "constants only"} | {row.Restrictions} ");
            page.Append($"| {own.GetValueOrDefault(row.Name)} | {stored.GetValueOrDefault(row.Name)} |\n");
        }

        return page.Append(Between).Append(suites).Append(After).ToString();
    }
}
