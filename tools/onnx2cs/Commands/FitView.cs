using System.Globalization;
using Freeze.Calibration;
using Spectre.Console;

namespace Freeze.Onnx2Cs.Commands;

/// <summary>What <c>fit</c> shows: each probe, the file, and what is promised.</summary>
internal static class FitView
{
    /// <summary>Prints a result.</summary>
    /// <param name="result">What was fitted.</param>
    /// <param name="path">The file that holds it.</param>
    public static void Show(FitResult result, string path)
    {
        var table = Terminal.Table("probe", "kind", "grid", "units", "M MACs", "kB", "agreement of all", "leave here", "agreement of those");
        foreach (var probe in result.Probes)
        {
            if (probe.Kind.Length == 0)
            {
                table.AddRow(Terminal.Name(probe.Name), "none");
                continue;
            }

            table.AddRow(
                Terminal.Name(probe.Name), probe.Kind, $"{probe.Grid}x{probe.Grid}", $"{probe.Units}",
                Number(probe.Macs / 1e6), Number(probe.Bytes / 1e3),
                Percent(probe.Agreement), Percent(probe.ExitShare), probe.ExitAgreement is { } agreement ? Percent(agreement) : "-");
        }

        AnsiConsole.MarkupLine("On the images that chose the thresholds (not those of the certificate):");
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"{path}  ({Terminal.Size(path)})");
        if (result.Certificate is { } c)
        {
            AnsiConsole.MarkupLine(
                $"[green]Certified:[/] with {Percent(c.Confidence)} confidence at most {Percent(c.Risk)} of predictions differ "
                + $"from the full network's ({c.Disagreements} of {c.Images} images differed).");
            AnsiConsole.MarkupLine("It holds for images drawn as the calibration images were, none of which the network may have been trained on.");
        }
        else
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]Not certified:[/] {result.Explanation}");
        }
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0.0#%", CultureInfo.InvariantCulture);
}
