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
        what to do. Arithmetic on constants and shapes is computed when the model is converted. `If` is decided there too: its condition must follow from
        constants and shapes. Of ONNX Runtime's own operators (`com.microsoft`), those that its optimiser writes into float and quantised classifiers are known:
        FusedConv, FusedGemm, FusedMatMul, Gelu, BiasGelu, FastGelu, QuickGelu, QLinearAdd, QLinearMul, QLinearSigmoid, QLinearLeakyRelu,
        QLinearGlobalAveragePool, QuantizeLinear and DequantizeLinear.

        The last two columns count the test cases that use an operator and pass; in brackets, how many of them are also lowered, compiled and
        run. *Own* cases are built by the tests, one for each form and operator set from 7 to 24, and compared with ONNX Runtime. *ONNX's* cases
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

        ## Heads

        Freeze needs one score a class. Labels at the end (ArgMax, TopK, ZipMap) are left out: the tensor before them holds the scores. Of several outputs,
        features go, and of two forms of one head (logits and their softmax) the first stays; `--output NAME` says otherwise. One sigmoid is the probability of
        the second of two classes.

        ## Element types and inputs

        Weights of any float type become float32, and so do whole numbers behind a DequantizeLinear; other whole numbers may serve as shapes. Images enter as
        floats or whole numbers, [N,C,H,W], [N,H,W,C], without the batch, or [N,H,W] and [H,W] of one channel. A batch of a fixed size is lowered as one image
        where nothing needs the others. Where the file does not tell the size of an image, `--input-shape 1,3,224,224` or `--input-dim height=224` does.

        ## Quantised networks

        QuantizeLinear, DequantizeLinear and the operators on whole numbers round the network's activations where the quantised network rounds them; the layers
        between are computed in floats. ONNX Runtime computes the same where its graph optimisations are off.

        ## Model-local functions

        Functions that the file defines are put in place where they are called, with their attributes.

        ## Layouts

        Every value is followed through strides, as NumPy and PyTorch do: transpositions, slices and reshapes move no data until an operator needs its elements in
        another order, and then a Rearrange moves them. So graphs of TensorFlow, which transpose round each convolution, cost nothing. Channels exchanged, scales,
        shifts and a mean image at the head of the graph become part of the input.

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
