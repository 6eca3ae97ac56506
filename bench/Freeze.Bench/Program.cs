using System.CommandLine;
using Freeze.Bench.Commands;
using Freeze.Bench.Service;
using Freeze.Bench.Soak;

var root = new RootCommand("Measures Freeze: against ONNX Runtime, kernel by kernel, against the paper's caches, and whether promises hold.")
{
    CompareCommand.Create(),
    MicroCommand.Create(),
    PairCommand.Create(),
    ContentionCommand.Create(),
    ContentionCommand.CreateSpin(),
    DriftCommand.Create(),
    BurstsCommand.Create(),
    ServiceCommand.Create(),
    SoakCommand.Create(),
    CoverageCommand.Create(),
    ReproducePaperCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
