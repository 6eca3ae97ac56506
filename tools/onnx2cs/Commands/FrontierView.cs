using Freeze.Calibration;
using Freeze.Calibration.Reporting;
using Spectre.Console;

namespace Freeze.Onnx2Cs.Commands;

/// <summary>What <c>fit --frontier</c> shows: a table, and a drawing in a file or in the terminal.</summary>
internal static class FrontierView
{
    private const int Widest = 100, Height = 12;
    private const double Right = 0.05;

    /// <summary>Prints the frontier.</summary>
    /// <param name="frontier">What was found.</param>
    /// <param name="plan">The model's plan.</param>
    /// <param name="milliseconds">Milliseconds of the whole network for one image.</param>
    /// <param name="path">File for the drawing; null for the terminal.</param>
    public static void Show(Frontier frontier, ModelPlan plan, double milliseconds, string? path)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine($"What a budget buys, on the {frontier.Images} images that order thresholds (not those of the certificate):");
        var table = Terminal.Table("may differ", "centroids save", "learned save", "ms, centroids", "ms, learned");
        foreach (var budget in FrontierPage.Budgets)
        {
            var (centroids, learned) = (Frontier.Saved(frontier.Centroids, budget), Frontier.Saved(frontier.Learned, budget));
            table.AddRow(Figures.Exact(budget), Figures.Percent(centroids), Figures.Percent(learned), Time(centroids), Time(learned));
        }

        table.AddRow("oracle", "", Figures.Percent(frontier.Oracle), "", Time(frontier.Oracle));
        AnsiConsole.Write(table);
        var whole = Figures.Milliseconds(milliseconds);
        AnsiConsole.WriteLine(frontier.Milliseconds is null
            ? $"Savings are multiply-accumulates; milliseconds follow them from the whole network's {whole} on this machine."
            : $"Savings are milliseconds as measured on the target, of the whole network's {whole}.");
        AnsiConsole.WriteLine("Choose a budget with --risk.");
        if (path is null)
        {
            AnsiConsole.WriteLine();
            foreach (var line in Plot(frontier, AnsiConsole.Profile.Width)) AnsiConsole.WriteLine(line);
            return;
        }

        if (Output.Write(path, FrontierPage.Render(frontier, plan, milliseconds))) AnsiConsole.MarkupLineInterpolated($"{path}  ({Terminal.Size(path)})");

        string Time(double saved) => Figures.Milliseconds(milliseconds * (1 - saved));
    }

    /// <summary>Savings upwards, disagreement to the right.</summary>
    /// <param name="frontier">What was found.</param>
    /// <param name="columns">Columns of the terminal.</param>
    internal static IEnumerable<string> Plot(Frontier frontier, int columns)
    {
        // As many columns for each of the five marks below.
        var mark = Math.Clamp((columns - 12) / 5, 6, Widest / 5);
        var width = mark * 5;
        var step = frontier.Oracle > 0.5 ? 0.2 : frontier.Oracle > 0.2 ? 0.1 : 0.05;
        var steps = Math.Max(1, (int)Math.Ceiling(frontier.Oracle / step - 1e-9));
        var rows = Height / steps * steps;
        var cells = new char[rows + 1, width];
        for (var x = 0; x < width; x++)
        {
            var differ = (x + 1) * Right / width;
            Draw(x, frontier.Oracle, '·');
            Draw(x, Frontier.Saved(frontier.Centroids, differ), '○');
            Draw(x, Frontier.Saved(frontier.Learned, differ), '●');
        }

        yield return "  saved";
        for (var y = rows; y >= 0; y--)
        {
            var isMark = y * steps % rows == 0;
            var label = isMark ? Figures.Exact(y * steps / rows * step) : "";
            var line = string.Concat(Enumerable.Range(0, width).Select(x => cells[y, x] == 0 ? y == 0 ? '─' : ' ' : cells[y, x]));
            yield return $"{label,6} {(y == 0 ? '└' : isMark ? '┤' : '│')}{line}".TrimEnd();
        }

        yield return $"{"0%",8}" + string.Concat(Enumerable.Range(1, 5).Select(percent => $"{percent}%".PadLeft(mark)));
        yield return new string(' ', 8) + "answers that differ from the full network's".PadLeft(width);
        yield return new string(' ', 8) + "● learned   ○ centroids   · oracle, a limit";

        void Draw(int x, double saved, char sign)
        {
            // Where a curve has no point yet there is nothing to draw.
            if (saved > 0) cells[(int)Math.Round(Math.Min(1, saved / (steps * step)) * rows), x] = sign;
        }
    }
}
