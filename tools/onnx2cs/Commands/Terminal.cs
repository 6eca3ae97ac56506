using System.Globalization;
using Freeze.Imaging.DataSets;
using Freeze.Onnx2Cs.Data;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Storage;
using Spectre.Console;

namespace Freeze.Onnx2Cs.Commands;

/// <summary>How the tool speaks: results on standard output, progress and errors on standard error.</summary>
internal static class Terminal
{
    /// <summary>Progress and errors, so that results can be piped.</summary>
    public static IAnsiConsole Error { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Exit code of a command that was stopped: 128 and the number of Ctrl-C's signal, as shells expect it.</summary>
    public const int Stopped = 130;

    /// <summary>
    /// Runs a command; a user's mistake becomes one message and exit code 1. It has a thread of its own: the library listens to Ctrl-C only
    /// once the command has given the calling one back.
    /// </summary>
    public static Task<int> Run(Func<int> command) => Task.Run(() =>
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return command();
        }
        catch (OperationCanceledException)
        {
            return Stopped;
        }
        catch (Exception error) when (error is FreezeException or ConversionException or IOException or UnauthorizedAccessException)
        {
            Report(error.Message);
            return 1;
        }
    });

    /// <summary>
    /// Work that can be left at any time because it writes nothing; it runs on by itself until the process ends, which it does at once.
    /// </summary>
    /// <exception cref="OperationCanceledException">The user stopped the command.</exception>
    public static T Interruptible<T>(Func<T> work, CancellationToken cancellation)
    {
        var task = Task.Run(work, cancellation);
        Task.WaitAny([task], cancellation);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Prints an error as it is, without wrapping: the terminal does that, and a pipe must not.</summary>
    public static void Report(string message)
    {
        Error.Write(new Markup("[red]error:[/] "));
        Console.Error.WriteLine(message);
    }

    /// <summary>Says what of a data set took no part, once.</summary>
    public static void Note(ModelImages images)
    {
        if (images.LeftOut.Count > 0) Note($"{images.Path}: left out: {LeftOut.Join(images.LeftOut)}");
        if (images.EmptyClasses is { Count: > 0 } empty)
            Note($"{images.Path}: classes without an image that can be read: {string.Join(", ", empty.Select(HostileText.Printable))}");
    }

    private static void Note(string message)
    {
        Error.Write(new Markup("[yellow]note:[/] "));
        Console.Error.WriteLine(message);
    }

    /// <summary>Prints what may be a mistake; the work is done all the same.</summary>
    public static void Warn(string message)
    {
        Error.Write(new Markup("[yellow]warning:[/] "));
        Console.Error.WriteLine(message);
    }

    /// <summary>Runs long work under a progress bar for each stage.</summary>
    public static T WithProgress<T>(Func<IProgressBars, T> work)
    {
        T result = default!;
        Error.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => result = work(new Bars(context)));
        return result;
    }

    /// <summary>A name from a file, for a table: it must neither break lines nor drive the terminal.</summary>
    public static string Name(string name) => Markup.Escape(HostileText.Printable(name));

    /// <summary>Length of a file as people write it.</summary>
    public static string Size(string path) => new FileInfo(path).Length switch
    {
        < 100_000 and var bytes => $"{bytes / 1e3:0.0} kB",
        var bytes => $"{bytes / 1e6:0.00} MB",
    };

    /// <summary>A table in the style of all commands; the first column holds names, which are never broken, the others are numbers.</summary>
    public static Table Table(string first, params string[] numbers)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn(first).NoWrap());
        foreach (var header in numbers) table.AddColumn(new TableColumn(header).RightAligned());
        return table;
    }

    private sealed class Bars(ProgressContext context) : IProgressBars
    {
        private readonly Dictionary<string, ProgressTask> _tasks = [];

        public void Report(string stage, long done, long total)
        {
            lock (_tasks)
            {
                if (!_tasks.TryGetValue(stage, out var task))
                    _tasks[stage] = task = context.AddTask(Markup.Escape(stage), maxValue: Math.Max(total, 1));
                task.Value = total == 0 ? 1 : done;
            }
        }
    }
}

/// <summary>Shows how far long work is.</summary>
internal interface IProgressBars
{
    /// <summary>Says how much of a stage is done.</summary>
    void Report(string stage, long done, long total);
}
