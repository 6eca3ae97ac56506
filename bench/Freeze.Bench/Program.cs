using System.CommandLine;
using Freeze.Bench.Commands;
using Freeze.Bench.Service;

var root = new RootCommand("Measures Freeze: against ONNX Runtime, and kernel by kernel.")
{
    CompareCommand.Create(),
    MicroCommand.Create(),
    ContentionCommand.Create(),
    ContentionCommand.CreateSpin(),
    DriftCommand.Create(),
    BurstsCommand.Create(),
    ServiceCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
