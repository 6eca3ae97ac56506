using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Freeze.Onnx2Cs.Lowering.Operators;
using Freeze.Onnx2Cs.Tests.Backend;

namespace Freeze.Onnx2Cs.Tests.Documentation;

/// <summary>SUPPORTED-OPS.md says what the code does. With FREEZE_WRITE_DOCS=1 the test writes the file instead.</summary>
public sealed partial class SupportedOperatorsTests
{
    private static string File => Path.Combine(Here(), "..", "..", "..", "SUPPORTED-OPS.md");

    [Fact]
    public void The_table_names_the_operators_that_the_code_knows()
    {
        Assert.Empty(OperatorTable.Rows.Select(row => row.Name).Except(Reference.Operators.Names.Union(Lowerings.Names)));
        Assert.Equal(Lowerings.Names,
            OperatorTable.Rows.Where(row => row.LoweredTo is not null).Select(row => row.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_page_is_up_to_date()
    {
        var page = SupportedOperatorsPage.Write();
        if (Environment.GetEnvironmentVariable("FREEZE_WRITE_DOCS") == "1" && BackendCases.ArePresent) System.IO.File.WriteAllText(File, page);
        var committed = System.IO.File.ReadAllText(File);

        // Without the cases their numbers cannot be told; the rest can.
        if (!BackendCases.ArePresent) (page, committed) = (WithoutCounts(page), WithoutCounts(committed));
        Assert.Equal(page, committed);
    }

    private static string WithoutCounts(string page) => Suites().Replace(Counts().Replace(page, "| |\n"), "");

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"\| \d+( \(\d+\))? \|\n")]
    private static partial Regex Counts();

    [GeneratedRegex(SupportedOperatorsPage.Counted + ".*?(?=\n## )", RegexOptions.Singleline)]
    private static partial Regex Suites();
}
