using Freeze.Samples.EdgeClassifier;

return CommandLine.Run(args);
