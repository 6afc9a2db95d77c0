"""Makes statistics.json: reference values by statsmodels and scikit-learn on the data of this folder.

Run: python3 make-statistics.py > statistics.json   (statsmodels 0.15.0, scikit-learn 1.9.1, numpy 2.4)
"""

import json
import pathlib

import numpy as np
import pandas as pd
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, Ridge
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    log_loss,
    mean_absolute_error,
    mean_squared_error,
    r2_score,
    roc_auc_score,
)
from statsmodels.stats.outliers_influence import variance_inflation_factor

HERE = pathlib.Path(__file__).parent
diabetes = pd.read_csv(HERE / "diabetes.csv").astype(float)
x = diabetes.drop(columns="progression")
y = diabetes["progression"]


def inflation(design):
    full = sm.add_constant(design).to_numpy()
    return {name: variance_inflation_factor(full, j + 1) for j, name in enumerate(design.columns)}


def standardise(frame, by):
    return (frame - by.mean()) / by.std(ddof=0)


def estimator(kind, penalty, rows):
    """The objective of this project: 1/(2N) RSS + penalty."""
    exact = {"tol": 1e-15, "max_iter": 1_000_000}
    if kind == "ridge":
        return Ridge(alpha=penalty * rows, solver="cholesky")
    if kind == "lasso":
        return Lasso(alpha=penalty, **exact)
    return ElasticNet(alpha=penalty, l1_ratio=0.3, **exact)


def folds(kind, penalties, count=5):
    """Row i is in part i mod count; features standardised by the training rows."""
    fold_of = np.arange(len(y)) % count
    table = []
    for fold in range(count):
        train, test = fold_of != fold, fold_of == fold
        errors = []
        for penalty in penalties:
            if kind == "linear":
                model = LinearRegression().fit(x[train], y[train])
                predicted = model.predict(x[test])
            else:
                model = estimator(kind, penalty, train.sum()).fit(standardise(x[train], x[train]), y[train])
                predicted = model.predict(standardise(x[test], x[train]))
            errors.append(mean_squared_error(y[test], predicted))
        table.append(errors)
    return table


def hold_out():
    train = np.arange(len(y)) % 4 != 0
    model = LinearRegression().fit(x[train], y[train])
    predicted = model.predict(x[~train])
    return {"mse": mean_squared_error(y[~train], predicted), "rSquared": r2_score(y[~train], predicted)}


penguins = pd.read_csv(HERE / "penguins.csv").dropna()
design = pd.DataFrame(
    {
        "bill_length_mm": penguins["bill_length_mm"],
        "flipper_length_mm": penguins["flipper_length_mm"],
        "species=Chinstrap": (penguins["species"] == "Chinstrap").astype(float),
        "species=Gentoo": (penguins["species"] == "Gentoo").astype(float),
        "sex=male": (penguins["sex"] == "male").astype(float),
    }
)
ols = sm.OLS(penguins["body_mass_g"], sm.add_constant(design)).fit()
species = ols.f_test(np.array([[0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 1, 0]]))
measures = penguins[["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]]
male = (penguins["sex"] == "male").astype(int)
discriminant = LinearDiscriminantAnalysis(solver="lsqr").fit(measures, male)
probabilities = discriminant.predict_proba(measures)[:, 1]

interaction = pd.DataFrame(
    {
        "bmi": x["bmi"],
        "bp": x["bp"],
        "bmi*bp": x["bmi"] * x["bp"],
        "bmi^2": x["bmi"] ** 2,
        "log(s5)": np.log(x["s5"]),
        "s5": x["s5"],
    }
)[["bmi", "bp", "s5", "bmi*bp", "bmi^2", "log(s5)"]]
derived = sm.OLS(y, sm.add_constant(interaction)).fit()

penalties = [30.0, 10.0, 3.0, 1.0, 0.3, 0.1, 0.03]
elastic = estimator("elastic-net", 0.7, len(y)).fit(standardise(x, x), y)

scores = np.round(np.abs(np.sin(np.arange(1, 301) * 12.9898) * 43758.5453) % 1, 2)
labels = (np.abs(np.sin(np.arange(1, 301) * 78.233) * 12543.123) % 1 < 0.2 + 0.6 * scores).astype(int)
clipped = np.clip(scores, 0.01, 0.99)

out = {
    "versions": {"statsmodels": statsmodels.__version__, "scikit-learn": sklearn.__version__},
    "diabetes": {
        "vif": inflation(x),
        "describe": {
            "mean": diabetes.mean().to_dict(),
            "sd": diabetes.std(ddof=1).to_dict(),
            "correlations": diabetes.corr().to_numpy().tolist(),
        },
        "elasticNet": {"penalty": 0.7, "l1Share": 0.3, "coef": dict(zip(x.columns, elastic.coef_))},
        "folds": {
            "rule": "row i of diabetes.csv, from 0, is in part i mod 5",
            "penalties": penalties,
            "linear": [row[0] for row in folds("linear", [0.0])],
            "ridge": folds("ridge", penalties),
            "lasso": folds("lasso", penalties),
            "elastic-net": folds("elastic-net", penalties),
        },
        "holdOut": {"rule": "row i of diabetes.csv, from 0, is held out where i mod 4 = 0", **hold_out()},
        "derived": {
            "terms": ["(intercept)", *interaction.columns],
            "estimates": derived.params.tolist(),
            "standardErrors": derived.bse.tolist(),
            "rSquared": derived.rsquared,
        },
    },
    "penguins": {
        "vif": inflation(design),
        "species": {
            "f": float(species.fvalue),
            "pValue": float(species.pvalue),
            "dfNumerator": int(species.df_num),
            "dfDenominator": int(species.df_denom),
        },
        "discriminant": {
            "intercept": float(discriminant.intercept_[0]),
            "coef": dict(zip(measures.columns, discriminant.coef_[0])),
            "auc": roc_auc_score(male, probabilities),
            "logLoss": log_loss(male, probabilities),
            "accuracy": accuracy_score(male, probabilities >= 0.5),
        },
    },
    "evaluation": {
        "scores": clipped.tolist(),
        "labels": labels.tolist(),
        "auc": roc_auc_score(labels, clipped),
        "logLoss": log_loss(labels, clipped),
        "accuracy": accuracy_score(labels, clipped >= 0.5),
        "confusion": confusion_matrix(labels, clipped >= 0.5).tolist(),
        "mse": mean_squared_error(labels, clipped),
        "mae": mean_absolute_error(labels, clipped),
        "rSquared": r2_score(labels, clipped),
    },
}
print(json.dumps(out, indent=1))
