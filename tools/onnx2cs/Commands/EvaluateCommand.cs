using System.CommandLine;
using Freeze.Calibration;
using Freeze.Calibration.Reporting;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Data;
using Freeze.Storage;
using Spectre.Console;

namespace Freeze.Onnx2Cs.Commands;

/// <summary>
/// <c>onnx2cs evaluate</c>: what the caches save and how often they differ, on images that neither fitting nor calibration has seen.
/// </summary>
internal static class EvaluateCommand
{
    // A note quotes names of two machines.
    private const int MostOfNote = 600;

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a converted model with caches." };
        var data = new Option<string>("--data")
        {
            Description = "Test images: a folder with one sub-folder a class, the same in a .tar, or CIFAR-10's .bin files.",
            Required = true,
        };
        var json = new Option<string?>("--json") { Description = "Writes the figures to this file as well." };
        var html = new Option<string?>("--html") { Description = "Writes a page to look at to this file; it needs no other file and no network." };
        var baseline = new Option<string?>("--baseline")
        {
            Description = "Compares with an earlier report of the same images, a file that --json wrote.",
        };
        var threads = new Option<int>("--threads") { Description = "Threads for one prediction; 0 takes one for each core." };
        var skipBad = new Option<bool>("--skip-bad")
        {
            Description = "Counts broken images and leaves them out; otherwise the first one is an error.",
            Arity = ArgumentArity.Zero,
        };
        var trust = ModelOptions.Trust();
        var command = new Command("evaluate", "Runs test images with caches off and on, and compares.")
        {
            folder, data, json, html, baseline, threads, skipBad, trust,
        };
        command.SetAction((arguments, cancellation) => Terminal.Run(() =>
        {
            var (jsonPath, htmlPath) = (arguments.GetValue(json), arguments.GetValue(html));
            var opened = ModelFolder.Open(arguments.GetValue(folder)!, arguments.GetValue(trust));
            using var model = opened.Model.Load(opened.Path, new FrozenModelOptions { Threads = arguments.GetValue(threads) });

            // An earlier report may be replaced by the one that is compared with it.
            Output.Check(jsonPath, opened.Path);
            Output.Check(htmlPath, opened.Path, jsonPath, arguments.GetValue(baseline));
            var earlier = arguments.GetValue(baseline) is { } baselinePath ? EvaluationReport.Load(baselinePath) : null;
            var baselineName = Path.GetFileName(arguments.GetValue(baseline) ?? "");
            var path = arguments.GetValue(data)!;
            var images = Terminal.WithProgress(bars =>
                ModelImages.Read(path, model.Plan, "reading images", bars, cancellation, arguments.GetValue(skipBad)));
            Output.CheckImages(jsonPath, images);
            Output.CheckImages(htmlPath, images);
            var labels = images.Labels(model.Plan);
            if (earlier is not null)
                EvaluationComparison.CheckSameImages(EvaluatedData.Of(images, model.Plan, labels, cancellation), earlier, baselineName);
            Terminal.Note(images);
            var (report, page) = Terminal.WithProgress(bars =>
            {
                var progress = new Reporter(bars);
                var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
                var detail = new Evaluator(model).EvaluateEach(images, labels, progress, cancellation);
                detail = detail with { Report = Complete(detail.Report, opened, model, images, name) };
                if (earlier is not null)
                {
                    var comparison = EvaluationComparison.Of(detail.Report, earlier, baselineName);
                    detail = detail with { Report = detail.Report with { Comparison = comparison } };
                }

                return (detail.Report, htmlPath is null
                    ? null : EvaluationPage.Render(detail, model, images, name, progress, cancellation));
            });
            Print(report, model);
            if (jsonPath is not null) Output.Write(jsonPath, report.ToJson());
            if (htmlPath is not null && Output.Write(htmlPath, page!)) AnsiConsole.MarkupLineInterpolated($"{htmlPath}  ({Terminal.Size(htmlPath)})");

            return 0;
        }));
        return command;
    }

    /// <summary>Adds what only the files know: what the images are and which were left out, and where the model comes from.</summary>
    private static EvaluationReport Complete(EvaluationReport report, ModelFolder folder, FrozenModel model, ModelImages images, string name) =>
        report with
        {
            AccuracyNote = images.Classes(model.Plan).Note,
            LeftOut = [.. images.LeftOut.Select(reason => reason.ToString())],
            Data = report.Data! with { Name = name },
            Model = report.Model! with { Files = folder.Hashes() },
        };

    private static void Print(EvaluationReport report, FrozenModel model)
    {
        var exits = Terminal.Table("exit", "share", "agreement with the full network");
        foreach (var probe in report.Probes) exits.AddRow(Terminal.Name(probe.Name), Percent(probe.Share), Percent(probe.Agreement));
        exits.AddRow("end", Percent(1 - report.Probes.Sum(probe => probe.Share)), "-");
        AnsiConsole.Write(exits);

        var summary = Terminal.Table($"{Figures.Count(report.Images)} images", "caches off", "caches on");
        summary.AddRow("accuracy", Percent(report.AccuracyFull), Percent(report.AccuracyCached));
        summary.AddRow("agreement with the full network", Percent(1), Percent(report.Agreement));
        var macs = model.Plan.Macs;
        summary.AddRow("million MACs an image, look-ups counted", Figures.Millions(macs), Figures.Millions(macs * (1 - report.MacsSaved)));
        summary.AddRow(
            "milliseconds an image", Figures.Milliseconds(report.MillisecondsFull), Figures.Milliseconds(report.MillisecondsCached));
        AnsiConsole.Write(summary);
        if (report.AccuracyNote is { } note) AnsiConsole.WriteLine($"accuracy{(report.AccuracyFull is null ? " \"-\"" : "")}: {note}");
        AnsiConsole.MarkupLineInterpolated($"MACs saved: [bold]{Percent(report.MacsSaved)}[/]");
        if (report.Certificate is { } c)
            AnsiConsole.WriteLine(
                $"Certificate: at most {Figures.Exact(c.Risk)} differ with {Figures.Exact(c.Confidence)} confidence "
                + $"({Evidence.Differed(model.Caches!.Certificate!)}).");
        else
            AnsiConsole.MarkupLine(model.Caches is null
                ? "[yellow]The model has no caches:[/] run onnx2cs fit first."
                : "[yellow]The caches carry no certificate.[/]");
        if (report.Comparison is { } comparison) Print(comparison);
    }

    private static void Print(EvaluationComparison comparison)
    {
        AnsiConsole.WriteLine();
        var made = comparison.Date is { } date ? $", made {Figures.Date(date)}" : "";
        AnsiConsole.WriteLine($"Since {HostileText.Printable(comparison.Baseline)}{made}:");
        Table("share", "change, points", comparison.Shares, Percent, Figures.Points);
        Table("milliseconds", "change", comparison.Milliseconds, Figures.Milliseconds, Figures.MillisecondsDifference);
        Table("exit", "change, points", comparison.Exits, Percent, Figures.Points);
        foreach (var note in comparison.Notes) AnsiConsole.MarkupLineInterpolated($"[yellow]{HostileText.PrintableText(note, MostOfNote)}[/]");

        static void Table(
            string first, string change, IReadOnlyList<ComparedFigure> figures, Func<double?, string> text,
            Func<double?, string> difference)
        {
            var table = Terminal.Table(first, "before", "now", change);
            foreach (var f in figures) table.AddRow(Terminal.Name(f.Name), text(f.Before), text(f.Now), difference(f.Change));
            AnsiConsole.Write(table);
        }
    }

    private static string Percent(double? share) => share is null ? "-" : Figures.Percent(share);

    private sealed class Reporter(IProgressBars bars) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => bars.Report(value.Stage, value.Done, value.Total);
    }
}
