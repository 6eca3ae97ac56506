using System.CommandLine;
using System.Globalization;
using System.Text;
using Freeze.Calibration.Costs;
using Freeze.Storage;

namespace Freeze.Samples.EdgeClassifier;

/// <summary><c>profile</c>: what layers and look-ups cost on this machine, for <c>onnx2cs fit --costs</c>.</summary>
internal static class ProfileCommand
{
    public static Command Create()
    {
        var path = new Option<string?>("--out") { Description = "File that receives the costs, for onnx2cs fit --costs", HelpName = "FILE" };
        var seconds = new Option<double>("--seconds") { Description = "How long to measure", DefaultValueFactory = _ => 10 };
        seconds.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && double.TryParse(token.Value, CultureInfo.InvariantCulture, out var value)
                && value is not (> 0 and <= 3600))
                result.AddError("--seconds takes a number above 0, up to 3600.");
        });
        var options = new ModelOptions();
        var command = new Command("profile", "Measure what each part of the network and each look-up costs on this machine.") { path, seconds };
        options.AddTo(command);
        command.SetAction(result =>
        {
            var file = result.GetValue(path);
            Check(file);
            using var model = options.Load(result);
            var profile = CostProfiler.Measure(model, TimeSpan.FromSeconds(result.GetValue(seconds)));
            if (result.GetValue<bool>("--json")) Console.WriteLine(profile.ToJson());
            else Print(profile);
            if (file is not null) Write(file, profile.ToJson());
            return 0;
        });
        return command;
    }

    private static void Print(CostProfile profile)
    {
        Console.WriteLine($"{profile.Model} on {profile.Device} ({profile.Machine}), one image at a time");
        Row("probe", "ms, layers", "ms, look-up", "ms, sum", "of the network");
        var (before, lookUps) = (0.0, 0.0);
        foreach (var probe in profile.Probes)
        {
            var layers = probe.Before - before;
            (before, lookUps) = (probe.Before, lookUps + (probe.LookUp ?? 0));
            Row(probe.Name, Number(layers), probe.LookUp is { } lookUp ? Number(lookUp) : "off", Number(before + lookUps),
                Share((before + lookUps) / profile.Network));
        }

        Row("end", Number(profile.Network - before), "", Number(profile.Network + lookUps), Share(1 + lookUps / profile.Network));
    }

    private static void Row(string name, string layers, string lookUp, string sum, string share) =>
        Console.WriteLine($"{name,-20} {layers,11} {lookUp,12} {sum,9} {share,15}");

    private static string Number(double milliseconds) => milliseconds.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Share(double share) => (share * 100).ToString("0.0 '%'", CultureInfo.InvariantCulture);

    // Nobody wants to hear after the measurement that the file has no place.
    private static void Check(string? path)
    {
        if (path is null) return;
        if (path.Length == 0 || Directory.Exists(path)) throw new FreezeException($"'{path}' is a folder; name a file in it.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) throw new FreezeException($"The folder '{folder}' does not exist; make it first, or write elsewhere.");
    }

    private static void Write(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
