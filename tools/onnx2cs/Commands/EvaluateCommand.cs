using System.CommandLine;
using System.Globalization;
using Freeze.Calibration;
using Freeze.Calibration.Reporting;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Data;
using Spectre.Console;

namespace Freeze.Onnx2Cs.Commands;

/// <summary><c>onnx2cs evaluate</c>: what the caches save and how often they differ, on images that nobody has seen.</summary>
internal static class EvaluateCommand
{
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
        var threads = new Option<int>("--threads") { Description = "Threads for one prediction; 0 takes one for each core." };
        var skipBad = new Option<bool>("--skip-bad")
        {
            Description = "Counts broken images and leaves them out; otherwise the first one is an error.",
            Arity = ArgumentArity.Zero,
        };
        var command = new Command("evaluate", "Runs test images with caches off and on, and compares.")
        {
            folder, data, json, html, threads, skipBad,
        };
        command.SetAction((arguments, cancellation) => Terminal.Run(() =>
        {
            var opened = ModelFolder.Open(arguments.GetValue(folder)!);
            using var model = opened.Model.Load(opened.Path, new FrozenModelOptions { Threads = arguments.GetValue(threads) });
            Output.CheckFolder(arguments.GetValue(json));
            Output.CheckFolder(arguments.GetValue(html));
            var path = arguments.GetValue(data)!;
            var images = Terminal.WithProgress(bars =>
                ModelImages.Read(path, model.Plan, "reading images", bars, cancellation, arguments.GetValue(skipBad)));
            Terminal.Note(images);
            var (report, page) = Terminal.WithProgress(bars =>
            {
                var progress = new Reporter(bars);
                var detail = new Evaluator(model).EvaluateEach(images, images.Labels(model.Plan), progress, cancellation);
                detail = detail with
                {
                    Report = detail.Report with
                    {
                        AccuracyNote = images.Classes(model.Plan).Note,
                        LeftOut = [.. images.LeftOut.Select(reason => reason.ToString())],
                    },
                };
                var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
                return (detail.Report, arguments.GetValue(html) is null
                    ? null : EvaluationPage.Render(detail, model, images, name, progress, cancellation));
            });
            Print(report, model);
            if (arguments.GetValue(json) is { } jsonPath) Output.Write(jsonPath, report.ToJson());
            if (arguments.GetValue(html) is { } htmlPath)
            {
                Output.Write(htmlPath, page!);
                AnsiConsole.MarkupLineInterpolated($"{htmlPath}  ({Terminal.Size(htmlPath)})");
            }

            return 0;
        }));
        return command;
    }

    private static void Print(EvaluationReport report, FrozenModel model)
    {
        var exits = Terminal.Table("exit", "share", "agreement with the full network");
        foreach (var probe in report.Probes) exits.AddRow(Terminal.Name(probe.Name), Percent(probe.Share), Percent(probe.Agreement));
        exits.AddRow("end", Percent(1 - report.Probes.Sum(probe => probe.Share)), "-");
        AnsiConsole.Write(exits);

        var summary = Terminal.Table($"{report.Images} images", "caches off", "caches on");
        summary.AddRow("accuracy", Percent(report.AccuracyFull), Percent(report.AccuracyCached));
        summary.AddRow("agreement with the full network", "100%", Percent(report.Agreement));
        summary.AddRow("MACs an image, look-ups counted", Millions(model.Plan.Macs), Millions(model.Plan.Macs * (1 - report.MacsSaved)));
        summary.AddRow("milliseconds an image", Milliseconds(report.MillisecondsFull), Milliseconds(report.MillisecondsCached));
        AnsiConsole.Write(summary);
        if (report.AccuracyNote is { } note) AnsiConsole.WriteLine($"accuracy{(report.AccuracyFull is null ? " \"-\"" : "")}: {note}");
        AnsiConsole.MarkupLineInterpolated($"MACs saved: [bold]{Percent(report.MacsSaved)}[/]");
        if (report.Certificate is { } c)
            AnsiConsole.WriteLine(
                $"Certificate: at most {Percent(c.Risk)} differ with {Percent(c.Confidence)} confidence "
                + $"({Evidence.Differed(model.Caches!.Certificate!)}).");
        else
            AnsiConsole.MarkupLine(model.Caches is null
                ? "[yellow]The model has no caches:[/] run onnx2cs fit first."
                : "[yellow]The caches carry no certificate.[/]");
    }

    private static string Percent(double? share) => share?.ToString("0.0#%", CultureInfo.InvariantCulture) ?? "-";

    private static string Millions(double macs) => (macs / 1e6).ToString("0.0 'M'", CultureInfo.InvariantCulture);

    private static string Milliseconds(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private sealed class Reporter(IProgressBars bars) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => bars.Report(value.Stage, value.Done, value.Total);
    }
}
