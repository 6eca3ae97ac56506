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
        var table = Terminal.Table("probe", "kind", "grid, units", "M MACs", "kB", "all agree", "leave here", "they agree");
        foreach (var probe in result.Probes)
        {
            if (probe.Kind.Length == 0)
            {
                table.AddRow(Terminal.Name(probe.Name), "none");
                continue;
            }

            table.AddRow(
                Terminal.Name(probe.Name), probe.Kind, $"{probe.Grid}x{probe.Grid}, {probe.Units}",
                Number(probe.Macs / 1e6, "0.00"), Number(probe.Bytes / 1e3, "0.0"),
                Share(probe.Agreement), Share(probe.ExitShare), probe.ExitAgreement is { } agreement ? Share(agreement) : "-");
        }

        AnsiConsole.MarkupLine("On the images that chose the thresholds (not those of the certificate):");
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine("All agree: were every image to take the cached answer. They agree: those that leave here.");
        AnsiConsole.MarkupLineInterpolated($"{path}  ({Terminal.Size(path)})");
        if (result.Certificate is { } c)
        {
            AnsiConsole.MarkupLine(
                $"[green]Certified:[/] with {Percent(c.Confidence)} confidence at most {Percent(c.Risk)} of predictions differ "
                + $"from the full network's ({Evidence.Differed(c)}).");
            if (Evidence.Unit(c) is { } unit) AnsiConsole.WriteLine(unit);
            AnsiConsole.MarkupLine("It holds for images drawn as the calibration images were, none of which the network may have been trained on.");
        }
        else
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]Not certified:[/] {result.Explanation}");
        }
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    // One decimal always, so that columns line up.
    private static string Share(double share) => share.ToString("0.0%", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0.0#%", CultureInfo.InvariantCulture);
}
