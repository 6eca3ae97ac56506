using System.CommandLine;

namespace Freeze.DeviceCheck;

/// <summary>The command line. What is wrong with it, or with a file, is one line on the standard error stream.</summary>
internal static class CommandLine
{
    private const int Failed = 1, Misused = 2;

    public static int Run(string[] args)
    {
        var device = new Option<string>("--device") { Description = "Device to check", HelpName = "NAME", DefaultValueFactory = _ => "cuda" };
        var model = new Option<string?>("--model")
        {
            Description = "Folder of the compiled-in network's files; random weights if left out",
            HelpName = "DIR",
        };
        var images = new Option<string?>("--images") { Description = "Folder or .tar file of images; drawn ones if left out", HelpName = "DIR" };
        var seconds = new Option<double>("--seconds") { Description = "How long each time is measured", DefaultValueFactory = _ => 5 };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 600)) result.AddError("--seconds takes a number above 0, up to 600.");
        });
        var pytorch = new Option<string?>("--pytorch")
        {
            Description = "Time PyTorch as well, with this interpreter (pytorch_baseline.py beside this program)",
            HelpName = "PYTHON",
        };
        var quick = new Option<bool>("--quick") { Description = "Fewer images, and no times" };
        var root = new RootCommand("Checks every operator and a whole network on a device against the processor, and times the network.")
        {
            device, model, images, seconds, pytorch, quick,
        };
        root.SetAction(result => new Check(
            Device.Find(result.GetRequiredValue(device)), result.GetValue(model), result.GetValue(images),
            result.GetValue(quick) ? null : TimeSpan.FromSeconds(result.GetValue(seconds)), result.GetValue(pytorch)).Run() ? 0 : Failed);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Report($"{string.Join(" ", parsed.Errors.Select(e => e.Message).Distinct())} See: device-check --help");
            return Misused;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is FreezeException or IOException)
        {
            Report(e.Message);
            return Failed;
        }
    }

    private static void Report(string message) => Console.Error.WriteLine("error: " + message.ReplaceLineEndings(" "));
}
