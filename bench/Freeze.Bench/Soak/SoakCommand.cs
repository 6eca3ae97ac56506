using System.CommandLine;
using Freeze.Bench.Commands;
using Freeze.Onnx2Cs.Commands;

namespace Freeze.Bench.Soak;

/// <summary><c>soak</c>: the published sample service under mixed load for a long time, every answer checked.</summary>
internal static class SoakCommand
{
    private static readonly string[] s_libraries =
        [.. new[] { "x86_64-linux-gnu", "aarch64-linux-gnu" }.Select(folder => $"/usr/lib/{folder}/faketime/libfaketimeMT.so.1")];

    public static Command Create()
    {
        var minutes = Number("--minutes", "How long.", 30);
        var connections = Number("--connections", "Clients that send images by themselves, one request at a time each.", 10);
        var streams = Number("--streams", "Clients that send the frames of a stream each.", 4);
        var swap = Number("--swap", "Seconds between two swaps of the model's files.", 5);
        var p99 = Number("--p99", "Milliseconds that 99 % of the requests may take at most.", 500);
        var service = new Option<string?>("--service") { Description = "The published sample service; by default it is published first." };
        var clock = new Option<bool>("--clock-jumps") { Description = "Moves the service's clock by a day to and fro (apt-get install libfaketime)." };
        var command = new Command("soak", "Puts the published sample service under mixed load while its model is swapped, and checks every answer.")
        {
            minutes, connections, streams, swap, p99, service, clock,
        };
        command.SetAction(arguments => Terminal.Run(() =>
        {
            var library = arguments.GetValue(clock) ? Array.Find(s_libraries, File.Exists) : null;
            if (arguments.GetValue(clock) && library is null)
                throw new FreezeException("The clock cannot jump: there is no libfaketime. Install it (apt-get install libfaketime).");
            using var workspace = new Workspace();
            var plan = new SoakPlan(
                TimeSpan.FromMinutes(arguments.GetValue(minutes)), arguments.GetValue(connections), arguments.GetValue(streams),
                TimeSpan.FromSeconds(arguments.GetValue(swap)), TimeSpan.FromMilliseconds(arguments.GetValue(p99)), arguments.GetValue(service), library);
            return new SoakRun(plan, workspace.Path).RunAsync().GetAwaiter().GetResult();
        }));
        return command;
    }

    private static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = $"{description} Default: {value}.", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !int.TryParse(token.Value, out var number) || number is < 1 or > 100_000))
                result.AddError($"{name} takes a number from 1 to 100000.");
        });
        return option;
    }
}
