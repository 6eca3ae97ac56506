using System.CommandLine;
using Freeze.Bench.Commands;

var root = new RootCommand("Measures Freeze: against ONNX Runtime, and kernel by kernel.")
{
    CompareCommand.Create(),
    MicroCommand.Create(),
    DriftCommand.Create(),
    BurstsCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
