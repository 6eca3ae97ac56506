using System.CommandLine;
using System.Globalization;

namespace Freeze.Samples.EdgeClassifier;

/// <summary>
/// The commands. Whatever a user gets wrong is one line on the standard error stream: exit code 2 for the command line, 1 for everything else.
/// </summary>
internal static class CommandLine
{
    private const int Failed = 1, Misused = 2;

    public static int Run(string[] args)
    {
        var root = new RootCommand("Classifies images, and stops early where it can.")
        {
            Classify(),
            Stream(),
            Devices(),
            ProfileCommand.Create(),
        };
        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            Report($"{string.Join(" ", result.Errors.Select(e => e.Message).Distinct())} See: edge-classifier --help");
            return Misused;
        }

        try
        {
            // Nothing may slip past our own reports, so the library's handler, which prints a stack trace, is off.
            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is FreezeException or IOException)
        {
            Report(e.Message);
            return Failed;
        }
    }

    /// <summary>Prints an error as one line, whatever line ends a file's name has.</summary>
    public static void Report(string message) => Console.Error.WriteLine("error: " + message.ReplaceLineEndings(" "));

    private static Command Classify()
    {
        var images = new Argument<string[]>("IMAGE") { Description = "JPEG, PNG or BMP files", Arity = ArgumentArity.OneOrMore };
        var (options, top) = (new ModelOptions(), Top());
        var command = new Command("classify", "Classify image files.") { images, top };
        options.AddTo(command);
        command.SetAction(result =>
        {
            using var model = options.Load(result);
            return Classifier.Classify(model, result.GetRequiredValue(images), result.GetValue(top), options.Output(result)) ? 0 : Failed;
        });
        return command;
    }

    private static Command Stream()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of images (or .tar file), taken in the order of their names" };
        var (options, top) = (new ModelOptions(), Top());
        var command = new Command("stream", "Classify all images of a folder and say where they left the network.") { folder, top };
        options.AddTo(command);
        command.SetAction(result =>
        {
            using var model = options.Load(result);
            return Classifier.Stream(model, result.GetRequiredValue(folder), result.GetValue(top), options.Output(result)) ? 0 : Failed;
        });
        return command;
    }

    private static Option<int> Top()
    {
        var top = new Option<int>("--top")
        {
            Description = "Print so many of the likeliest classes as well; at an early exit a cache of centroids knows only its answer",
            HelpName = "K",
        };
        top.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && value < 1)
                result.AddError("--top takes a number of classes, 1 or more.");
        });
        return top;
    }

    private static Command Devices()
    {
        var command = new Command("devices", "List the devices that were looked for, and why one cannot be used.");
        command.SetAction(_ =>
        {
            foreach (var device in Device.Known)
                Console.WriteLine($"{device.Name,-10} {device.Description}{(device.Problem is { } problem ? $": not usable, {problem}" : "")}");
        });
        return command;
    }
}
