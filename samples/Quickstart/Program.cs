using System.Diagnostics;
using System.Globalization;
using Freeze;
using Freeze.Calibration;
using Freeze.Calibration.Reporting;
using Freeze.Samples.Quickstart;
using Spectre.Console;

// For Training/train.py: export FOLDER COUNT SEED.
if (args is ["export", var folder, var count, var seed])
{
    FrameExport.Write(folder, int.Parse(count, CultureInfo.InvariantCulture), ulong.Parse(seed, CultureInfo.InvariantCulture));
    return 0;
}

string page = args is ["--html", var given] ? given : "quickstart-report.html";
var clock = Stopwatch.StartNew();
AnsiConsole.WriteLine("A camera over a conveyor belt, ten kinds of parts, and a ResNet-18 that answers early when it has seen enough.");

// The caches beside the weights are for the other samples; here they are made anew.
using var model = Conveyor.Load(Path.Combine(AppContext.BaseDirectory, "Model"), new FrozenModelOptions { UseCaches = false });

// Caches are fitted to the network's own predictions; the labels serve only to report accuracy.
var (fit, report, html) = AnsiConsole.Progress().Start(context =>
{
    var progress = new ProgressBars(context);

    // Centroids show exits at every depth; learned caches save more here, but leave hardly anybody for the end.
    var options = new FitOptions { Kind = CacheKind.Centroids, Risk = 0.004, SamplingUnit = "frame" };
    var fitted = new CacheFitter(model, options).Fit(Footage.Fitting(3000), Footage.Calibration(5000), progress);
    var stream = Footage.Stream(3000);
    var detail = new Evaluator(model, fitted.Caches).EvaluateEach(stream, stream.Labels, progress);
    return (fitted, detail.Report, EvaluationPage.Render(detail, model, stream, "3,000 frames of a held-out stream", progress));
});

Report.Print(model.Plan, fit, report);
File.WriteAllText(page, html);
AnsiConsole.MarkupLineInterpolated($"The same to look at, with pictures: [link]{Path.GetFullPath(page)}[/]");

// The caches that EdgeClassifier ships were made by: save samples/Quickstart/Model.
if (args is ["save", var models]) fit.Caches.Save(Path.Combine(models, model.Plan.Name + ".cache.safetensors"), model.Plan);
AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Done in {clock.Elapsed.TotalSeconds:f0} s."));
return 0;
