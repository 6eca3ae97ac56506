using System.Globalization;
using Freeze.Storage;

namespace Freeze.Samples.EdgeClassifier;

/// <summary>A plain table with fixed columns, printed row by row; the file comes last since its length is anybody's guess.</summary>
internal sealed class TablePrinter : IAnswerPrinter
{
    private bool _started;

    public void Print(Answer answer)
    {
        if (!_started) Row("label", "probability", "agreement", "exit", "ms", "file");
        _started = true;
        Row(
            HostileText.Printable(answer.Label), Share(answer.Probability), Share(answer.Agreement), answer.Exit,
            Number(answer.Milliseconds, "0.000"), HostileText.Printable(answer.File));
        foreach (var top in answer.Top ?? [])
            Row("  " + HostileText.Printable(top.Label), Share(top.Probability), Share(top.Agreement), "", "", "");
    }

    public void Print(StreamReport report)
    {
        Console.WriteLine();
        Console.WriteLine($"{report.Images} images, {report.Failures} failures, mean {Number(report.MeanMilliseconds, "0.000")} ms, "
            + $"median {Number(report.MedianMilliseconds, "0.000")} ms");
        foreach (var exit in report.Exits) Console.WriteLine($"  {exit.Exit,-20} {exit.Images,8} {Number(exit.Share * 100, "0.0"),6} %");
    }

    private static void Row(string label, string probability, string agreement, string exit, string milliseconds, string file)
        => Console.WriteLine($"{label,-16} {probability,11} {agreement,9}  {exit,-16} {milliseconds,8}  {file}".TrimEnd());

    private static string Share(float? probability) => probability is { } value ? Number(value, "0.0000") : "-";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
