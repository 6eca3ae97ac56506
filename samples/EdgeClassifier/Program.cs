using Freeze.Samples.EdgeClassifier;

Avx512Variant.TakeOver(args);
return CommandLine.Run(args);
