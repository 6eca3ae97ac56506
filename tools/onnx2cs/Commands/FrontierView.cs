using System.Globalization;
using Freeze.Calibration;
using Freeze.Calibration.Reporting;
using Spectre.Console;

namespace Freeze.Onnx2Cs.Commands;

/// <summary>What <c>fit --frontier</c> shows: a table, and a drawing in a file or in the terminal.</summary>
internal static class FrontierView
{
    private const int Width = 60, Height = 14;
    private const double Right = 0.05;

    /// <summary>Prints the frontier.</summary>
    /// <param name="frontier">What was found.</param>
    /// <param name="plan">The model's plan.</param>
    /// <param name="milliseconds">Milliseconds of the whole network for one image.</param>
    /// <param name="path">File for the drawing; null for the terminal.</param>
    public static void Show(Frontier frontier, ModelPlan plan, double milliseconds, string? path)
    {
        AnsiConsole.WriteLine($"What a budget buys, on the {frontier.Images} images that order thresholds (not those of the certificate):");
        var table = Terminal.Table("may differ", "centroids save", "learned save", "ms, centroids", "ms, learned");
        foreach (var budget in FrontierPage.Budgets)
        {
            var (centroids, learned) = (Frontier.Saved(frontier.Centroids, budget), Frontier.Saved(frontier.Learned, budget));
            var name = budget.ToString("0.##%", CultureInfo.InvariantCulture);
            table.AddRow(name, Percent(centroids), Percent(learned), Time(centroids), Time(learned));
        }

        table.AddRow("oracle", "", Percent(frontier.Oracle), "", Time(frontier.Oracle));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"Milliseconds follow MACs from the whole network's {milliseconds:0.000}. Choose a budget with --risk.");
        if (path is null)
        {
            foreach (var line in Plot(frontier)) AnsiConsole.WriteLine(line);
            return;
        }

        Output.Write(path, FrontierPage.Render(frontier, plan, milliseconds));
        AnsiConsole.MarkupLineInterpolated($"{path}  ({Terminal.Size(path)})");

        string Time(double saved) => (milliseconds * (1 - saved)).ToString("0.000", CultureInfo.InvariantCulture);
    }

    /// <summary>Saved work upwards, disagreement to the right: + learned, o centroids, - the oracle.</summary>
    internal static IEnumerable<string> Plot(Frontier frontier)
    {
        var cells = new char[Height, Width];
        var top = Math.Max(frontier.Oracle, 0.01);
        for (var x = 0; x < Width; x++)
        {
            Mark(x, frontier.Oracle, '-');
            Mark(x, Frontier.Saved(frontier.Centroids, (x + 1) * Right / Width), 'o');
            Mark(x, Frontier.Saved(frontier.Learned, (x + 1) * Right / Width), '+');
        }

        for (var y = Height - 1; y >= 0; y--)
        {
            var label = y == Height - 1 ? Percent(top) : y == 0 ? "0%" : "";
            yield return $"{label,7} |" + string.Concat(Enumerable.Range(0, Width).Select(x => cells[y, x] == 0 ? ' ' : cells[y, x])).TrimEnd();
        }

        yield return new string(' ', 8) + "+" + new string('-', Width);
        yield return new string(' ', 9) + "0%" + "differ: 5%".PadLeft(Width - 2);
        yield return new string(' ', 9) + "+ learned   o centroids   - oracle";

        void Mark(int x, double saved, char mark) => cells[(int)(Math.Clamp(saved / top, 0, 1) * (Height - 1)), x] = mark;
    }

    private static string Percent(double share) => share.ToString("0.0#%", CultureInfo.InvariantCulture);
}
