using System.CommandLine;
using Freeze.Bench.Commands;
using Freeze.Bench.Networks;
using Freeze.Onnx2Cs.Commands;

namespace Freeze.Bench.Service;

/// <summary><c>service</c>: samples/Service and its counterpart on ONNX Runtime under load, in turns, every answer checked.</summary>
internal static class ServiceCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "Network to serve.", DefaultValueFactory = _ => Catalogue.Conveyor };
        model.AcceptOnlyFromAmong([Catalogue.Conveyor, .. SharedNetworks.Names]);
        var shared = new Option<string>("--shared") { Description = "Folder that holds models/ and data/cifar10/.", DefaultValueFactory = _ => Repository.Shared };
        var caches = new Option<string?>("--caches") { Description = "Folder with caches that onnx2cs fit made for the network." };
        var seconds = Number("--seconds", "Load on each service.", 20);
        var connections = Number("--connections", "Requests under way at once.", 16);
        var block = Number("--block", "Seconds until it is the other service's turn.", 5);
        var starts = Number("--starts", "Starts of each service for time to ready; 0 leaves them out.", 11);
        var batch = Number("--max-batch", "Images that run together at most, on both sides.", 8);
        var input = new Option<string>("--input") { Description = "What is sent: raw, jpeg or png.", DefaultValueFactory = _ => "raw" };
        input.AcceptOnlyFromAmong("raw", "jpeg", "png");
        var command = new Command("service", "Puts the sample service and the same on ONNX Runtime under load, in turns, and checks every answer.")
        {
            model, shared, caches, seconds, connections, block, starts, batch, input,
        };
        command.SetAction(arguments => Terminal.Run(() =>
        {
            using var workspace = new Workspace();
            var sources = new Sources(arguments.GetValue(shared)!, arguments.GetValue(caches), FitCaches: false, workspace.Path);
            var network = Catalogue.Open(arguments.GetValue(model)!, sources);
            if (network is null) return 1;
            var plan = new ServicePlan(
                arguments.GetValue(seconds), arguments.GetValue(connections), arguments.GetValue(block), arguments.GetValue(starts), arguments.GetValue(batch),
                arguments.GetValue(input)!);
            return ServiceBench.RunAsync(network, plan, sources.Shared, workspace.Path).GetAwaiter().GetResult();
        }));
        return command;
    }

    private static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = $"{description} Default: {value}.", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !int.TryParse(token.Value, out var number) || number is < 0 or > 100_000))
                result.AddError($"{name} takes a number from 0 to 100000.");
        });
        return option;
    }
}
