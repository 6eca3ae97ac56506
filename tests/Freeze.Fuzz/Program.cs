using Freeze.Fuzz;

return FuzzCommand.Run(args);
