using System.CommandLine;
using Freeze.Bench.Comparison;
using Freeze.Bench.Contention;
using Freeze.Bench.Networks;
using Freeze.Bench.Reporting;
using Freeze.Onnx2Cs.Commands;
using Spectre.Console;

namespace Freeze.Bench.Commands;

/// <summary><c>contention</c>: what a second thread is worth when the cores are busy with something else.</summary>
internal static class ContentionCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model")
        {
            Description = $"The network: {string.Join(", ", Catalogue.Names)}. Default: {Catalogue.Conveyor}.",
            DefaultValueFactory = _ => Catalogue.Conveyor,
        };
        model.AcceptOnlyFromAmong([.. Catalogue.Names]);
        var seconds = new Option<double>("--seconds") { Description = "Time for each row. Default: 10.", DefaultValueFactory = _ => 10 };
        var shared = new Option<string>("--shared")
        {
            Description = "Folder that holds models/ and data/cifar10/. Default: FREEZE_SHARED, or shared beside the repository.",
            DefaultValueFactory = _ => Repository.Shared,
        };
        var command = new Command("contention", "Measures one thread against two, on idle cores and while another process keeps every core busy.")
        {
            model, seconds, shared,
        };
        command.SetAction(arguments => Terminal.Run(
            () => Run(arguments.GetValue(model)!, arguments.GetValue(shared)!, new Effort(arguments.GetValue(seconds), LeastPairs: 5))));
        return command;
    }

    /// <summary>The hidden command of the process that keeps the cores busy.</summary>
    public static Command CreateSpin()
    {
        var command = new Command(BusyCores.Command) { Hidden = true };
        command.SetAction(_ => BusyCores.Spin());
        return command;
    }

    private static int Run(string name, string shared, Effort effort)
    {
        using var workspace = new Workspace();
        if (Catalogue.Open(name, new Sources(shared, Caches: null, FitCaches: false, workspace.Path)) is not { } network) return 1;
        using FrozenModel one = network.Load(1), two = network.Load(2);
        var table = new Table().Border(TableBorder.Rounded).AddColumn($"{name}, single requests, caches off");
        foreach (var header in new[] { "one thread, ms", "two threads, ms", "two / one" }) table.AddColumn(new TableColumn(header).RightAligned());
        Row("cores idle");
        using (new BusyCores()) Row("cores busy");
        AnsiConsole.Write(table);
        return 0;

        void Row(string state)
        {
            Log.Step(state);
            var windows = network.Images.Count;
            using FreezeContender first = new(one, network.Images, 1), second = new(two, network.Images, 1);
            var (alone, shared, ratio) = Duel.Run(new Side(first, windows, 1), new Side(second, windows, 1), effort);
            table.AddRow(state, $"{alone.Mean:0.000}", $"{shared.Mean:0.000}", $"{ratio:0.00}");
        }
    }
}
